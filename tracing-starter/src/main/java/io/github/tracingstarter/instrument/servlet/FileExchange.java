package io.github.tracingstarter.instrument.servlet;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

/**
 * A request whose path names a file. If the handler for static resources answers it, its
 * span is withheld until a span below it starts: that one is exported, and must not lack
 * its parent.
 */
final class FileExchange extends ServerExchange {

	private static final ContextKey<FileExchange> KEY = ContextKey.named("io.github.tracingstarter.file-exchange");

	private final Span span;

	private final Context context;

	private final AtomicReference<State> state = new AtomicReference<>(State.ALONE);

	private volatile boolean staticResource;

	private volatile long latencyNanos;

	FileExchange(Span span, Context context, String method) {
		super(span, context, method);
		this.span = span;
		this.context = context.with(KEY, this);
	}

	@Override
	Scope makeCurrent() {
		return this.context.makeCurrent();
	}

	/**
	 * The exchange whose span is above those that start in a context.
	 * @param context the context
	 * @return the exchange, or null if there is none that might be withheld
	 */
	static @Nullable FileExchange of(Context context) {
		return context.get(KEY);
	}

	@Override
	void servedByResourceHandler() {
		this.staticResource = true;
	}

	@Override
	boolean withholds(int status) {
		if (!this.staticResource || status >= 400 || !(this.span instanceof ReadableSpan readable)) {
			return false;
		}
		this.latencyNanos = readable.getLatencyNanos();
		return this.state.compareAndSet(State.ALONE, State.WITHHELD);
	}

	/**
	 * Tells that a span below this one has started. That may be later than the response,
	 * on another thread.
	 */
	void childStarted() {
		if (this.state.get() != State.PARENT && this.state.getAndSet(State.PARENT) == State.WITHHELD
				&& this.span instanceof ReadableSpan readable) {
			this.span.end(readable.toSpanData().getStartEpochNanos() + this.latencyNanos, TimeUnit.NANOSECONDS);
		}
	}

	private enum State {

		ALONE, PARENT, WITHHELD

	}

}
