package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The maximum size of a request: the default of collectors, or less after a collector has
 * rejected a request as too large. The limit is remembered, so that the next batches fit,
 * and raised again after some minutes. For the export thread only.
 */
final class RequestLimit {

	/** Collectors refuse gRPC messages above 4 MB by default. */
	static final long DEFAULT = 3_500_000;

	/** Every server accepts this size. */
	private static final long SMALLEST = 64 * 1024;

	private static final long REMEMBERED = Duration.ofMinutes(10).toNanos();

	private final LongSupplier nanoTime;

	private long bytes = DEFAULT;

	/** The largest request that was accepted since the limit changed. */
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
	 * Records that a request was too large. The limit is somewhere below, so half of the
	 * size is tried, because an additional request costs less than a rejected one.
	 */
	void refused(long weight) {
		long half = Math.max(weight / 2, (this.largestTaken < weight) ? this.largestTaken : 0);
		if (half < this.bytes) {
			set(Math.max(half, 1));
		}
	}

	/**
	 * Records that a single span got no response, although the server is reachable. Its
	 * size may be the reason if nothing as large has been accepted.
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
