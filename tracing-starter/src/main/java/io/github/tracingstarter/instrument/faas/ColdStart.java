package io.github.tracingstarter.instrument.faas;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether an invocation is the first one since the process was started or restored from a
 * snapshot. All entries to the application share it.
 */
final class ColdStart {

	private final AtomicBoolean cold = new AtomicBoolean(true);

	/**
	 * Returns whether this is the first call, or the first since the last
	 * {@link #reset()}.
	 */
	boolean isFirst() {
		return this.cold.get() && this.cold.compareAndSet(true, false);
	}

	/**
	 * The process has been restored from a snapshot.
	 */
	void reset() {
		this.cold.set(true);
	}

}
