package io.github.tracingstarter.comparison;

/**
 * The responses to a load, and how soon they arrived.
 */
final class Answers {

	private static final int STEP_NANOS = 20_000;

	/** Up to a second; longer times are counted in the last step. */
	private static final int STEPS = 50_000;

	private final int[] latencies = new int[STEPS];

	private long requests;

	private long failed;

	/**
	 * Adds a response.
	 * @param failure whether with a failure
	 * @param nanos how long it took
	 */
	void add(boolean failure, long nanos) {
		this.requests++;
		this.failed += failure ? 1 : 0;
		this.latencies[(int) Math.min(nanos / STEP_NANOS, STEPS - 1)]++;
	}

	void add(Answers others) {
		this.requests += others.requests;
		this.failed += others.failed;
		for (int i = 0; i < STEPS; i++) {
			this.latencies[i] += others.latencies[i];
		}
	}

	long requests() {
		return this.requests;
	}

	long failed() {
		return this.failed;
	}

	/**
	 * Returns the time in milliseconds within which a share of the requests was answered.
	 */
	double millis(double share) {
		long within = 0;
		int step = 0;
		while (step < STEPS && within < share * this.requests) {
			within += this.latencies[step++];
		}
		return step * STEP_NANOS / 1e6;
	}

}
