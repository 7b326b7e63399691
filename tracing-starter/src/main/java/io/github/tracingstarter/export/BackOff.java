package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * The delay before the next attempt. It is doubled from one second up to ten, so that a
 * collector that starts later is found soon. A fifth of it is random, so that many
 * applications do not retry at the same time. A server may ask for a delay, within
 * bounds.
 */
final class BackOff {

	private static final long FIRST = Duration.ofSeconds(1).toNanos();

	private static final long LONGEST = Duration.ofSeconds(10).toNanos();

	/** Maximum delay that a server can ask for. */
	private static final Duration LONGEST_WANTED = Duration.ofMinutes(2);

	private long next = FIRST;

	/**
	 * Returns the next delay.
	 * @param wanted the delay that the server asks for, or null
	 * @return the delay in nanoseconds
	 */
	long nextNanos(@Nullable Duration wanted) {
		long nanos = this.next;
		this.next = Math.min(nanos * 2, LONGEST);
		if (wanted != null) {
			Duration asked = (wanted.compareTo(LONGEST_WANTED) < 0) ? wanted : LONGEST_WANTED;
			// A date long ago can be further back than a long of nanoseconds can
			// represent.
			return (long) (Math.max(asked.isNegative() ? 0 : asked.toNanos(), FIRST)
					* ThreadLocalRandom.current().nextDouble(1.0, 1.2));
		}
		return (long) (nanos * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
	}

	void reset() {
		this.next = FIRST;
	}

}
