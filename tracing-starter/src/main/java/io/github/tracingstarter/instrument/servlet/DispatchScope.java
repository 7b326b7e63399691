package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.WorkWatch;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import jakarta.servlet.DispatcherType;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The scope of a request's span on the thread of each dispatch, and what the container
 * will do outside the filters. It is a superclass because a separate object would be one
 * more allocation for each request.
 */
abstract class DispatchScope {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(DispatchScope.class),
			"It could not be noticed which thread works on a request. The request is not affected.");

	private final Instrumenter<ServerExchange> instrumenter;

	private Context context = Context.root();

	private boolean endedByContainer;

	private boolean releasedByContainer;

	private @Nullable Scope kept;

	private WorkWatch.@Nullable Work work;

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
	 * Notifies the watch that the current thread begins to work on the request.
	 * @param watch the watch to notify
	 * @param again whether a thread has worked on the request before
	 */
	final void beginWork(WorkWatch watch, boolean again) {
		try {
			this.work = watch.begin(Span.fromContext(this.context), again);
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
		}
	}

	/**
	 * Notifies the watch that the handler method has returned.
	 */
	final void handled() {
		WorkWatch.Work current = this.work;
		if (current != null) {
			current.handled();
		}
	}

	/**
	 * Notifies the watch that the current thread leaves the request.
	 */
	final void endWork() {
		WorkWatch.Work current = this.work;
		if (current != null) {
			this.work = null;
			try {
				current.end();
			}
			catch (RuntimeException | LinkageError ex) {
				failures.log(ex);
			}
		}
	}

	/**
	 * Records that the container will end the exchange, after the error page.
	 */
	final void setEndedByContainer() {
		this.endedByContainer = true;
	}

	final boolean isEndedByContainer() {
		return this.endedByContainer;
	}

	/**
	 * Records that the container will also call {@link #releaseScope()}, on the thread of
	 * each dispatch.
	 */
	final void setScopeReleasedByContainer() {
		this.releasedByContainer = true;
	}

	/**
	 * Keeps a scope open until the container has logged the exception and rendered the
	 * error page, so that both are part of the trace.
	 * @param scope the scope of a dispatch that failed
	 * @param dispatcherType the type of that dispatch; an error page may be rendered
	 * without a valve around it
	 * @return false if nothing would release it
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
