package io.github.tracingstarter.sampling;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A probability that follows the load, so that about the same number of traces is
 * recorded each second. It is recalculated every second, and as soon as there are twice
 * as many traces as there should be. There is a probability at any moment, so the
 * threshold of a recorded trace determines how many traces it represents.
 */
final class TargetRate {

	private static final long INTERVAL = 1_000_000_000L;

	/** The interval that is too short for an estimate of the traces per second. */
	private static final long LEAST_INTERVAL = INTERVAL / 50;

	/** The pause after which earlier counts mean nothing. */
	private static final long PAUSE = 10 * INTERVAL;

	/** The relative change that is not worth another probability. */
	private static final double STEADY = 0.02;

	private final Rate target;

	private final double most;

	private final LongSupplier clock;

	private final AtomicLong begun = new AtomicLong();

	/** The traces recorded regardless of the probability. */
	private final AtomicLong taken = new AtomicLong();

	private final AtomicBoolean adjusting = new AtomicBoolean();

	private volatile long since;

	/** The smoothed number of traces per second that the probability decides on. */
	private double load;

	/** The smoothed number of traces per second that are recorded regardless of it. */
	private double takenLoad;

	private volatile ConsistentProbability current;

	/**
	 * Creates a probability that starts with the maximum.
	 * @param target the number of traces to record
	 * @param most the maximum probability
	 * @param clock supplies the time in nanoseconds
	 */
	TargetRate(Rate target, ConsistentProbability most, LongSupplier clock) {
		this.target = target;
		this.most = most.value();
		this.clock = clock;
		this.since = clock.getAsLong();
		this.current = most;
	}

	Rate target() {
		return this.target;
	}

	/**
	 * Returns the probability for a trace that starts now.
	 * @return the probability
	 */
	ConsistentProbability next() {
		long count = this.begun.incrementAndGet();
		long elapsed = this.clock.getAsLong() - this.since;
		if (isTime(count, elapsed) && this.adjusting.compareAndSet(false, true)) {
			try {
				adjust();
			}
			finally {
				this.adjusting.set(false);
			}
		}
		return this.current;
	}

	/**
	 * Counts a trace that is recorded for a reason other than the probability, and leaves
	 * less to it.
	 */
	void take() {
		this.taken.incrementAndGet();
	}

	ConsistentProbability current() {
		return this.current;
	}

	private boolean isTime(long count, long elapsed) {
		return elapsed >= INTERVAL || (elapsed >= LEAST_INTERVAL && isTooMuch(count));
	}

	private boolean isTooMuch(long count) {
		double share = this.current.value();
		return share > 0 && count * share + this.taken.get() > 2 * this.target.perSecond();
	}

	private void adjust() {
		long now = this.clock.getAsLong();
		long elapsed = now - this.since;
		long count = this.begun.get();
		if (!isTime(count, elapsed)) {
			// Another thread has just done so.
			return;
		}
		boolean pastCounts = this.load > 0 && elapsed < PAUSE && !isTooMuch(count);
		this.load = observed(this.load, count, elapsed, pastCounts);
		long takenCount = this.taken.get();
		this.takenLoad = observed(this.takenLoad, takenCount, elapsed, pastCounts);
		this.begun.addAndGet(-count);
		this.taken.addAndGet(-takenCount);
		this.since = now;
		double left = Math.max(0, this.target.perSecond() - this.takenLoad);
		double value = Math.min(this.most, left / this.load);
		if (Math.abs(value / this.current.value() - 1) > STEADY) {
			this.current = ConsistentProbability.of(value);
		}
	}

	private static double observed(double before, long count, long elapsed, boolean pastCounts) {
		double now = count * (double) INTERVAL / elapsed;
		return pastCounts ? (before + now) / 2 : now;
	}

}
