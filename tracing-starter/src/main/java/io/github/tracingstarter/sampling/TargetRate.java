package io.github.tracingstarter.sampling;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A probability that follows the load, so that about the same number of traces is
 * recorded each second. It is found anew every second, and as soon as there are twice as
 * many traces as there should be. It is a probability at each moment, so the threshold of
 * a recorded trace says how many it stands for.
 */
final class TargetRate {

	private static final long INTERVAL = 1_000_000_000L;

	/** What is too short to say how many there are each second. */
	private static final long LEAST_INTERVAL = INTERVAL / 50;

	/** After such a pause, the past says nothing. */
	private static final long PAUSE = 10 * INTERVAL;

	/** A change that is not worth another probability. */
	private static final double STEADY = 0.02;

	private final Rate target;

	private final double most;

	private final LongSupplier clock;

	private final AtomicLong begun = new AtomicLong();

	private final AtomicBoolean adjusting = new AtomicBoolean();

	private volatile long since;

	/** Traces each second, smoothed. */
	private double load;

	private volatile ConsistentProbability current;

	/**
	 * Creates a probability that begins with the greatest one.
	 * @param target how many traces are to be recorded
	 * @param most the greatest probability
	 * @param clock gives the time in nanoseconds
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
	 * The probability for a trace that begins now.
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

	ConsistentProbability current() {
		return this.current;
	}

	private boolean isTime(long count, long elapsed) {
		return elapsed >= INTERVAL || (elapsed >= LEAST_INTERVAL && isTooMuch(count));
	}

	private boolean isTooMuch(long count) {
		return count * this.current.value() > 2 * this.target.perSecond();
	}

	private void adjust() {
		long now = this.clock.getAsLong();
		long elapsed = now - this.since;
		long count = this.begun.get();
		if (!isTime(count, elapsed)) {
			// Somebody else has just done so.
			return;
		}
		double observed = count * (double) INTERVAL / elapsed;
		boolean pastCounts = this.load > 0 && elapsed < PAUSE && !isTooMuch(count);
		this.load = pastCounts ? (this.load + observed) / 2 : observed;
		this.begun.addAndGet(-count);
		this.since = now;
		double value = Math.min(this.most, this.target.perSecond() / this.load);
		if (Math.abs(value / this.current.value() - 1) > STEADY) {
			this.current = ConsistentProbability.of(value);
		}
	}

}
