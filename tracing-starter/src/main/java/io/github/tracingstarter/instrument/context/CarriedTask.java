package io.github.tracingstarter.instrument.context;

import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinTask;

import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A task together with the context of its caller. Its string representation is that of
 * the task, which appears in the messages of exceptions and futures.
 */
abstract class CarriedTask {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(CarriedTask.class),
			"A task could not be run in the trace of its caller and runs without it.");

	private final Context context;

	private final boolean believing;

	private final Object task;

	CarriedTask(Context context, boolean believing, Object task) {
		this.context = context;
		this.believing = believing;
		this.task = task;
	}

	/**
	 * Returns the original task.
	 * @param task a task, perhaps with its context
	 * @return the task that the application submitted
	 */
	static Object original(Object task) {
		return (task instanceof CarriedTask carried) ? carried.task : task;
	}

	/**
	 * Adds the context to a task.
	 * @param context the context of the caller
	 * @param believing whether a thread that is already in a trace stays in it
	 * @param task the task
	 * @return the task with its context
	 */
	static Runnable of(Context context, boolean believing, Runnable task) {
		return new CarriedRunnable(context, believing, task);
	}

	static <V> Callable<V> of(Context context, boolean believing, Callable<V> task) {
		return new CarriedCallable<>(context, believing, task);
	}

	/**
	 * Adds the context to a task that cannot be replaced, because its caller waits for
	 * that task itself to be done.
	 * @param context the context of the caller
	 * @param task the task
	 * @return a task that runs the given one
	 */
	static ForkJoinTask<?> of(Context context, ForkJoinTask<?> task) {
		return ForkJoinTask.adapt(new CarriedRunnable(context, false, task::quietlyInvoke));
	}

	Scope open() {
		Context current = Context.current();
		if (current == this.context || (this.believing && current != Context.root())) {
			// The executor carries contexts itself, or some other code that knows more
			// does.
			return Scope.noop();
		}
		try {
			return this.context.makeCurrent();
		}
		catch (Throwable ex) {
			failures.log(ex);
			return Scope.noop();
		}
	}

	void close(Scope scope) {
		try {
			scope.close();
		}
		catch (Throwable ex) {
			failures.log(ex);
		}
	}

	@Override
	public String toString() {
		return this.task.toString();
	}

	private static final class CarriedRunnable extends CarriedTask implements Runnable {

		private final Runnable task;

		CarriedRunnable(Context context, boolean believing, Runnable task) {
			super(context, believing, task);
			this.task = task;
		}

		@Override
		public void run() {
			Scope scope = open();
			try {
				this.task.run();
			}
			finally {
				close(scope);
			}
		}

	}

	private static final class CarriedCallable<V> extends CarriedTask implements Callable<V> {

		private final Callable<V> task;

		CarriedCallable(Context context, boolean believing, Callable<V> task) {
			super(context, believing, task);
			this.task = task;
		}

		@Override
		public @Nullable V call() throws Exception {
			Scope scope = open();
			try {
				return this.task.call();
			}
			finally {
				close(scope);
			}
		}

	}

}
