package io.github.tracingstarter.export;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The deadline for the shutdown of all exporters, whichever signal they are for. The time
 * starts when the first one is stopped.
 */
final class ShutdownDeadline {

	private final long timeout;

	private @Nullable Long end;

	ShutdownDeadline(Duration timeout) {
		this.timeout = timeout.toNanos();
	}

	/**
	 * Returns the deadline.
	 * @return its {@link System#nanoTime()}
	 */
	synchronized long nanoTime() {
		Long known = this.end;
		if (known == null) {
			known = System.nanoTime() + this.timeout;
			this.end = known;
		}
		return known;
	}

}
