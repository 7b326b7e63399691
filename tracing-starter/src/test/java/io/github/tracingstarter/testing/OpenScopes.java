package io.github.tracingstarter.testing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the scopes that are open, on all threads. A scope whose {@code close} had no
 * effect, because its context was not the current one, stays open.
 */
final class OpenScopes implements ContextStorage {

	private static final Set<OpenScope> OPEN = ConcurrentHashMap.newKeySet();

	private final ContextStorage storage;

	private OpenScopes(ContextStorage storage) {
		this.storage = storage;
	}

	/**
	 * Has an effect only before the first use of a context.
	 */
	static void observe() {
		ContextStorage.addWrapper(OpenScopes::new);
	}

	static boolean isEmpty() {
		return OPEN.isEmpty();
	}

	/**
	 * Returns which scopes are open, and forgets them.
	 */
	static List<String> drain() {
		List<OpenScope> open = List.copyOf(OPEN);
		open.forEach(OPEN::remove);
		return open.stream().map(OpenScope::toString).toList();
	}

	@Override
	public Scope attach(Context context) {
		Scope scope = this.storage.attach(context);
		if (scope == Scope.noop()) {
			return scope;
		}
		OpenScope open = new OpenScope(scope, context, Thread.currentThread().getName());
		OPEN.add(open);
		return open;
	}

	@Override
	public @Nullable Context current() {
		return this.storage.current();
	}

	@Override
	public Context root() {
		return this.storage.root();
	}

	private final class OpenScope implements Scope {

		private final Scope scope;

		private final Context context;

		private final String thread;

		OpenScope(Scope scope, Context context, String thread) {
			this.scope = scope;
			this.context = context;
			this.thread = thread;
		}

		@Override
		public void close() {
			if (current() == this.context) {
				OPEN.remove(this);
			}
			this.scope.close();
		}

		@Override
		public String toString() {
			Span span = Span.fromContext(this.context);
			return "scope of %s on thread %s".formatted(
					(span instanceof ReadableSpan readable) ? readable.getName() : span.getSpanContext(), this.thread);
		}

	}

}
