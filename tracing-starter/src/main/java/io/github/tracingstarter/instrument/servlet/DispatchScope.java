package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.instrument.Instrumenter;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import jakarta.servlet.DispatcherType;
import org.jspecify.annotations.Nullable;

/**
 * The scope of a request's span on the thread of each dispatch, and what the container
 * will do behind the filters. A superclass, as an object of its own would be one more for
 * each request.
 */
abstract class DispatchScope {

	private final Instrumenter<ServerExchange> instrumenter;

	private Context context = Context.root();

	private boolean endedByContainer;

	private boolean releasedByContainer;

	private @Nullable Scope kept;

	DispatchScope(Instrumenter<ServerExchange> instrumenter) {
		this.instrumenter = instrumenter;
	}

	final Instrumenter<ServerExchange> instrumenter() {
		return this.instrumenter;
	}

	final void setContext(Context context) {
		this.context = context;
	}

	final Context context() {
		return this.context;
	}

	/**
	 * Opens the scope of the span.
	 */
	final Scope open() {
		return this.instrumenter.open(this.context);
	}

	/**
	 * Closes a scope of {@link #open}.
	 */
	final void close(Scope scope) {
		this.instrumenter.close(scope);
	}

	/**
	 * Tells that the container will end the exchange, after the error page.
	 */
	final void setEndedByContainer() {
		this.endedByContainer = true;
	}

	final boolean isEndedByContainer() {
		return this.endedByContainer;
	}

	/**
	 * Tells that the container will also call {@link #releaseScope()}, on the thread of
	 * each dispatch.
	 */
	final void setScopeReleasedByContainer() {
		this.releasedByContainer = true;
	}

	/**
	 * Keeps a scope open until the container has logged the exception and rendered the
	 * error page, so that both belong to the trace.
	 * @param scope the scope of a dispatch that failed
	 * @param dispatcherType the kind of that dispatch; an error page may be rendered
	 * where no valve is around it
	 * @return false if nobody would release it
	 */
	final boolean keepScope(Scope scope, DispatcherType dispatcherType) {
		if (!this.releasedByContainer || dispatcherType == DispatcherType.ERROR) {
			return false;
		}
		releaseScope();
		this.kept = scope;
		return true;
	}

	final void releaseScope() {
		Scope scope = this.kept;
		if (scope != null) {
			this.kept = null;
			close(scope);
		}
	}

}
