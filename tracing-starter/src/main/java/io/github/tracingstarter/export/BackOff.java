package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: doubled from one second up to ten, so that a
 * collector started later is found soon, with a fifth of chance, so that many
 * applications do not come back at the same moment.
 */
final class BackOff {

	private static final long FIRST = Duration.ofSeconds(1).toNanos();

	private static final long LONGEST = Duration.ofSeconds(10).toNanos();

	private long next = FIRST;

	long nextNanos() {
		long nanos = this.next;
		this.next = Math.min(nanos * 2, LONGEST);
		return (long) (nanos * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
	}

	void reset() {
		this.next = FIRST;
	}

}
