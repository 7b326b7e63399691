package io.github.tracingstarter.export;

import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.context.SmartLifecycle;

/**
 * Counts how often the process has been restored from a snapshot. Connections from before
 * look open, but their other ends are gone, and a request would wait for its timeout.
 * Spring stops all lifecycle beans before the snapshot and starts them again after the
 * restore. The count is static because it belongs to the process.
 */
final class SnapshotRestores implements SmartLifecycle {

	private static final AtomicInteger restores = new AtomicInteger();

	private volatile boolean running;

	private boolean stopped;

	static int count() {
		return restores.get();
	}

	@Override
	public synchronized void start() {
		if (this.stopped) {
			restores.incrementAndGet();
		}
		this.running = true;
	}

	/**
	 * Does not close anything, because the last spans are sent after this if the
	 * application ends.
	 */
	@Override
	public synchronized void stop() {
		this.stopped = true;
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Starts first, before anything is sent.
	 */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
