package io.github.tracingstarter.instrument.faas;

import org.springframework.context.SmartLifecycle;

/**
 * Sends everything before a snapshot of the process is taken, so that it is not sent by
 * each process that is restored from it, and makes the first invocation after the restore
 * a cold start. Spring stops all lifecycle beans before a snapshot and starts them again
 * afterwards, if {@code org.crac} is on the class path.
 */
final class SnapshotLifecycle implements SmartLifecycle {

	private final InvocationFlush flush;

	private final ColdStart coldStart;

	private volatile boolean running;

	private boolean stopped;

	SnapshotLifecycle(InvocationFlush flush, ColdStart coldStart) {
		this.flush = flush;
		this.coldStart = coldStart;
	}

	@Override
	public synchronized void start() {
		if (this.stopped) {
			this.coldStart.reset();
		}
		this.running = true;
	}

	@Override
	public synchronized void stop() {
		this.flush.run();
		this.stopped = true;
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Stops last, because other beans may still create spans.
	 */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
