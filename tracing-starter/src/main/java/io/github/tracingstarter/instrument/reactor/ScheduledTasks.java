package io.github.tracingstarter.instrument.reactor;

import java.lang.StackWalker.StackFrame;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import reactor.core.Scannable;

/**
 * Runs the tasks of Reactor's schedulers in their trace.
 */
final class ScheduledTasks {

	private static final StackWalker STACK = StackWalker.getInstance();

	private static final int FRAMES = 12;

	private ScheduledTasks() {
	}

	/**
	 * Returns the task to run instead of a task. A task of an operator runs in the trace
	 * of the operator's subscriber, so that a stream on another thread opens one scope
	 * for all waiting elements rather than one for each. Any other task runs in the
	 * current trace unless it is repeated.
	 * @param task the task
	 * @return the task to run; the task itself if there is no trace
	 */
	static Runnable trace(Runnable task) {
		if (task instanceof Scannable operator) {
			return (operator.scanUnsafe(Scannable.Attr.ACTUAL) instanceof TracedSubscriber<?> subscriber)
					? () -> run(task, subscriber) : task;
		}
		Context current = Context.current();
		return (Span.fromContextOrNull(current) == null || isRepeated()) ? task : current.wrap(task);
	}

	private static void run(Runnable task, TracedSubscriber<?> subscriber) {
		Scope scope = subscriber.open();
		try {
			task.run();
		}
		finally {
			TracedSubscriber.close(scope);
		}
	}

	/**
	 * Returns whether the task is repeated. The hook is not told, but the name of its
	 * caller shows it.
	 */
	private static boolean isRepeated() {
		return STACK.walk((frames) -> frames.limit(FRAMES)
			.filter((frame) -> frame.getClassName().startsWith("reactor.core.scheduler."))
			.map(StackFrame::getMethodName)
			.anyMatch((name) -> name.contains("Periodically")));
	}

}
