package io.github.tracingstarter.instrument.context;

import java.time.Instant;
import java.util.concurrent.ScheduledFuture;

import io.opentelemetry.context.Context;

import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/**
 * A scheduler with a thread for each task, which keeps the context of a task that runs
 * once. Spring's own scheduler submits the task when it is due, on a thread without that
 * context.
 */
@SuppressWarnings("serial")
final class CarryingTaskScheduler extends SimpleAsyncTaskScheduler {

	@Override
	public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
		return super.schedule(new Carried(Context.current(), task), startTime);
	}

	/**
	 * A task with its context. Spring wraps it again and shows only its description.
	 *
	 * @param context the context in which it was scheduled
	 * @param task the task that the application schedules
	 */
	private record Carried(Context context, Runnable task) implements Runnable {

		@Override
		public void run() {
			this.context.wrap(this.task).run();
		}

		@Override
		public String toString() {
			return this.task.toString();
		}

	}

}
