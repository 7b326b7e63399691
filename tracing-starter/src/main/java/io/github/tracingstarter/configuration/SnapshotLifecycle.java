package io.github.tracingstarter.configuration;

import org.springframework.context.SmartLifecycle;

/**
 * Notices that the process has been restored from a snapshot. Spring stops all lifecycle
 * beans before a snapshot and starts them again after the restore, if {@code org.crac} is
 * on the class path.
 */
public abstract class SnapshotLifecycle implements SmartLifecycle {

	private volatile boolean running;

	private boolean stopped;

	/**
	 * Called before a snapshot, and when the application ends.
	 */
	protected void stopping() {
	}

	/**
	 * Called after a restore.
	 */
	protected abstract void restored();

	@Override
	public final synchronized void start() {
		if (this.stopped) {
			restored();
		}
		this.running = true;
	}

	@Override
	public final synchronized void stop() {
		stopping();
		this.stopped = true;
		this.running = false;
	}

	@Override
	public final boolean isRunning() {
		return this.running;
	}

	/**
	 * Starts first, before anything is sent, and stops last, because other beans may
	 * still create spans.
	 */
	@Override
	public final int getPhase() {
		return Integer.MIN_VALUE;
	}

}
