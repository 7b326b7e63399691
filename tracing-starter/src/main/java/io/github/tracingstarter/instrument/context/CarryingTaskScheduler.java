package io.github.tracingstarter.instrument.context;

import java.time.Instant;
import java.util.concurrent.ScheduledFuture;

import io.opentelemetry.context.Context;

import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/**
 * A scheduler with a thread for each task that keeps the context of a task that runs
 * once. Spring's own hands the task over when it is due, on a thread that knows no
 * context any more.
 */
@SuppressWarnings("serial")
final class CarryingTaskScheduler extends SimpleAsyncTaskScheduler {

	@Override
	public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
		return super.schedule(new Carried(Context.current(), task), startTime);
	}

	/**
	 * Spring wraps the task once more, and only shows how it describes itself.
	 *
	 * @param context where it was scheduled
	 * @param task what the application schedules
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
