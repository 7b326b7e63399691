package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How large a request may be for a target: what collectors take by default, or less where
 * one said that a request is too large. That is remembered, so that the next batches fit,
 * and tried anew after a while, as limits are raised. For the export thread alone.
 */
final class RequestLimit {

	/** Collectors refuse gRPC messages above 4 MB by default. */
	static final long DEFAULT = 3_500_000;

	/** No server takes less than that. */
	private static final long SMALLEST = 64 * 1024;

	private static final long REMEMBERED = Duration.ofMinutes(10).toNanos();

	private final LongSupplier nanoTime;

	private long bytes = DEFAULT;

	/** The largest request that was taken since the limit changed. */
	private long largestTaken;

	private long changed;

	RequestLimit() {
		this(System::nanoTime);
	}

	RequestLimit(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	long bytes() {
		return this.bytes;
	}

	void taken(long weight) {
		this.largestTaken = Math.max(this.largestTaken, weight);
		if (this.bytes < DEFAULT && this.nanoTime.getAsLong() - this.changed > REMEMBERED) {
			set(Math.min(2 * this.bytes, DEFAULT));
		}
	}

	/**
	 * Takes note that a request was too large. The limit is somewhere below, and half of
	 * it is tried: a request more now and then costs less than one that is refused.
	 */
	void refused(long weight) {
		long half = Math.max(weight / 2, (this.largestTaken < weight) ? this.largestTaken : 0);
		if (half < this.bytes) {
			set(Math.max(half, 1));
		}
	}

	/**
	 * Takes note that a single span got no answer, although the server is there. That may
	 * have come of its size if nothing as large was taken.
	 */
	void unanswered(long weight) {
		if (weight > SMALLEST && weight > this.largestTaken) {
			refused(weight);
		}
	}

	private void set(long limit) {
		this.bytes = limit;
		this.changed = this.nanoTime.getAsLong();
		this.largestTaken = Math.min(this.largestTaken, limit);
	}

}
