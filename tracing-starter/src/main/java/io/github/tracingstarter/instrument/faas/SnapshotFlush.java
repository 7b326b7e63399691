package io.github.tracingstarter.instrument.faas;

import io.github.tracingstarter.configuration.SnapshotLifecycle;

/**
 * Sends everything before a snapshot of the process is taken, so that it is not sent by
 * each process that is restored from it, and makes the first invocation after the restore
 * a cold start.
 */
final class SnapshotFlush extends SnapshotLifecycle {

	private final InvocationFlush flush;

	private final ColdStart coldStart;

	SnapshotFlush(InvocationFlush flush, ColdStart coldStart) {
		this.flush = flush;
		this.coldStart = coldStart;
	}

	@Override
	protected void stopping() {
		this.flush.run();
	}

	@Override
	protected void restored() {
		this.coldStart.reset();
	}

}
