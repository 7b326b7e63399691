package io.github.tracingstarter.ui.rates;

/**
 * The buckets of durations, from a quarter of a millisecond to most of a minute, each one
 * and a half times as wide as the one before.
 */
final class Durations {

	static final int BUCKETS = 32;

	private static final double FACTOR = 1.5;

	private static final long[] UPPER_NANOS = new long[BUCKETS];

	static {
		double upper = 250_000;
		for (int i = 0; i < BUCKETS; i++) {
			UPPER_NANOS[i] = Math.round(upper);
			upper *= FACTOR;
		}
	}

	private Durations() {
	}

	static int bucket(long nanos) {
		int low = 0;
		int high = BUCKETS - 1;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (nanos <= UPPER_NANOS[middle]) {
				high = middle;
			}
			else {
				low = middle + 1;
			}
		}
		return low;
	}

	/**
	 * Returns a percentile, interpolated within its bucket.
	 * @param counts the number of requests in each bucket
	 * @param part the fraction, such as 0.95
	 * @return the duration in nanoseconds, or 0 if there were no requests
	 */
	static long percentile(long[] counts, double part) {
		long sum = 0;
		for (long count : counts) {
			sum += count;
		}
		double left = Math.ceil(part * sum);
		for (int i = 0; i < BUCKETS; i++) {
			if (counts[i] > 0 && left <= counts[i]) {
				long low = (i > 0) ? UPPER_NANOS[i - 1] : 0;
				return low + Math.round((UPPER_NANOS[i] - low) * (left - 0.5) / counts[i]);
			}
			left -= counts[i];
		}
		return 0;
	}

}
