package io.github.tracingstarter.export;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.tracingstarter.configuration.SnapshotLifecycle;

/**
 * Counts how often the process has been restored from a snapshot. Connections from before
 * look open, but their other ends are gone, and a request would wait for its timeout.
 * Closes nothing before a snapshot, because the last spans are sent after that if the
 * application ends. The count is static because it belongs to the process.
 */
final class SnapshotRestores extends SnapshotLifecycle {

	private static final AtomicInteger restores = new AtomicInteger();

	static int count() {
		return restores.get();
	}

	@Override
	protected void restored() {
		restores.incrementAndGet();
	}

}
