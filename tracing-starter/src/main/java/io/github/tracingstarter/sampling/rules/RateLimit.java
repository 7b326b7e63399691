package io.github.tracingstarter.sampling.rules;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens that fills at a steady rate and holds the tokens of one second, or
 * one token if there are fewer.
 */
final class RateLimit {

	private final long nanosPerToken;

	private final long capacity;

	private final LongSupplier clock;

	/**
	 * The time at which the bucket would have been empty if it had never been full. The
	 * time since then determines how many tokens there are.
	 */
	private final AtomicLong emptyAt;

	/**
	 * Creates a full bucket.
	 * @param perSecond the number of tokens per second
	 * @param clock the time in nanoseconds
	 */
	RateLimit(double perSecond, LongSupplier clock) {
		this.nanosPerToken = Math.max(1, (long) (TimeUnit.SECONDS.toNanos(1) / perSecond));
		this.capacity = Math.max(this.nanosPerToken, TimeUnit.SECONDS.toNanos(1));
		this.clock = clock;
		this.emptyAt = new AtomicLong(clock.getAsLong() - this.capacity);
	}

	/**
	 * Takes a token.
	 * @return whether there was one
	 */
	boolean take() {
		long now = this.clock.getAsLong();
		while (true) {
			long empty = this.emptyAt.get();
			long from = (now - empty > this.capacity) ? now - this.capacity : empty;
			long next = from + this.nanosPerToken;
			if (next - now > 0) {
				return false;
			}
			if (this.emptyAt.compareAndSet(empty, next)) {
				return true;
			}
		}
	}

}
