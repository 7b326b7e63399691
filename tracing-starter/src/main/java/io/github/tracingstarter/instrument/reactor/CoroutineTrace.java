package io.github.tracingstarter.instrument.reactor;

import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import kotlin.coroutines.AbstractCoroutineContextElement;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.ThreadContextElement;
import kotlinx.coroutines.reactor.ReactorContext;
import org.apache.commons.logging.LogFactory;

/**
 * Makes the trace of a coroutine current on each thread that it runs on. The trace is
 * that of Reactor's context, which the coroutine has from its subscriber, so one object
 * serves all coroutines.
 */
final class CoroutineTrace extends AbstractCoroutineContextElement implements ThreadContextElement<Scope> {

	static final CoroutineTrace INSTANCE = new CoroutineTrace();

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(CoroutineTrace.class),
			"A coroutine runs outside its trace. The application is not affected.");

	private CoroutineTrace() {
		super(Key.INSTANCE);
	}

	static boolean isIn(CoroutineContext context) {
		return context.get(Key.INSTANCE) != null;
	}

	@Override
	public Scope updateThreadContext(CoroutineContext context) {
		try {
			ReactorContext reactor = context.get(ReactorContext.Key);
			Context trace = (reactor != null) ? ReactorTraces.of(reactor.getContext()) : null;
			return (trace != null && trace != Context.current()) ? trace.makeCurrent() : Scope.noop();
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
			return Scope.noop();
		}
	}

	@Override
	public void restoreThreadContext(CoroutineContext context, Scope scope) {
		TracedSubscriber.close(scope);
	}

	private enum Key implements CoroutineContext.Key<CoroutineTrace> {

		INSTANCE

	}

}
