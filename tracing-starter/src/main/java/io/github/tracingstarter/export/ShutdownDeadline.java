package io.github.tracingstarter.export;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When the shutdown of all exporters is over, whichever signal they are for. The time
 * runs from the first that is stopped.
 */
final class ShutdownDeadline {

	private final long timeout;

	private @Nullable Long end;

	ShutdownDeadline(Duration timeout) {
		this.timeout = timeout.toNanos();
	}

	/**
	 * The deadline.
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
