package io.github.tracingstarter.export.grpc;

import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Points in time by {@link System#nanoTime}, which can only be subtracted.
 */
final class Deadline {

	/** Half of the range that can be distinguished. */
	private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

	private Deadline() {
	}

	static long in(Duration time) {
		return System.nanoTime() + ((time.compareTo(LONGEST) < 0) ? time.toNanos() : LONGEST.toNanos());
	}

	static long earlier(long one, long other) {
		return (one - other < 0) ? one : other;
	}

	static void check(long deadline) throws SocketTimeoutException {
		if (deadline - System.nanoTime() <= 0) {
			throw new SocketTimeoutException("it does not respond in time");
		}
	}

}
