package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the next attempt: doubled from one second up to ten, so that a
 * collector started later is found soon, with a fifth of chance, so that many
 * applications do not come back at the same moment. A server may say when, within bounds.
 */
final class BackOff {

	private static final long FIRST = Duration.ofSeconds(1).toNanos();

	private static final long LONGEST = Duration.ofSeconds(10).toNanos();

	/** A server that wants to be left alone for longer is asked then all the same. */
	private static final Duration LONGEST_WANTED = Duration.ofMinutes(2);

	private long next = FIRST;

	/**
	 * The next pause.
	 * @param wanted what the server asked for, or null
	 * @return nanoseconds
	 */
	long nextNanos(@Nullable Duration wanted) {
		long nanos = this.next;
		this.next = Math.min(nanos * 2, LONGEST);
		if (wanted != null) {
			Duration asked = (wanted.compareTo(LONGEST_WANTED) < 0) ? wanted : LONGEST_WANTED;
			// A date long ago is more nanoseconds back than a number can have.
			return (long) (Math.max(asked.isNegative() ? 0 : asked.toNanos(), FIRST)
					* ThreadLocalRandom.current().nextDouble(1.0, 1.2));
		}
		return (long) (nanos * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
	}

	void reset() {
		this.next = FIRST;
	}

}
