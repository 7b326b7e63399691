package io.github.tracingstarter.control;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Runs an action at a given time. Has a thread only while there is a time to wait for.
 */
final class Alarm {

	private final Runnable action;

	private @Nullable ScheduledThreadPoolExecutor executor;

	private boolean stopped;

	Alarm(Runnable action) {
		this.action = action;
	}

	/**
	 * Runs the action after a delay. Earlier delays remain in effect as well, which is
	 * harmless.
	 * @param delay the delay
	 */
	synchronized void set(Duration delay) {
		if (this.stopped) {
			return;
		}
		if (this.executor == null) {
			this.executor = new ScheduledThreadPoolExecutor(1, Alarm::thread);
			this.executor.setKeepAliveTime(10, TimeUnit.SECONDS);
			this.executor.allowCoreThreadTimeOut(true);
		}
		// Slightly later, because the clock may be behind the one that measures the
		// delay.
		this.executor.schedule(this.action, Math.max(delay.toMillis(), 0) + 1, TimeUnit.MILLISECONDS);
	}

	private static Thread thread(Runnable action) {
		Thread thread = new Thread(action, "tracing-control");
		thread.setDaemon(true);
		thread.setContextClassLoader(Alarm.class.getClassLoader());
		return thread;
	}

	synchronized void stop() {
		this.stopped = true;
		if (this.executor != null) {
			this.executor.shutdownNow();
		}
	}

}
