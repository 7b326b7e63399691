package io.github.tracingstarter.ui.stacks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.WorkWatch;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

/**
 * Finds running requests that take long, and has their threads sampled.
 * <p>
 * A request takes a slot in an array and releases it. No request waits for another, and
 * nothing remains of a request that is not slow. The thread of the store checks the
 * slots, no more often than the oldest request can become slow, and not at all while
 * there are no requests.
 */
final class SlowRequests implements WorkWatch, AutoCloseable {

	/** The number of requests that are watched at once; further ones are not watched. */
	static final int SLOTS = 2048;

	/** The number of slots that a request tries. */
	private static final int ATTEMPTS = 4;

	private final AtomicReferenceArray<@Nullable WatchedRequest> slots = new AtomicReferenceArray<>(SLOTS);

	private final StackSampler sampler;

	private final long slowNanos;

	private final Supplier<Attributes> facts;

	private final Runnable wake;

	/** The time after which a thread is sampled, or 0 for never. */
	private volatile long limitNanos;

	/** Whether the thread of the store will check without being woken. */
	private volatile boolean armed;

	/**
	 * Creates the watch.
	 * @param store stores the samples, and provides the thread
	 * @param sampler samples threads
	 * @param limit the time after which a thread is sampled, or 0 for never
	 * @param slowThreshold the time after which a request is slow
	 * @param facts what is known about the writing of responses, for slow requests
	 */
	SlowRequests(TraceStore store, StackSampler sampler, Duration limit, Duration slowThreshold,
			Supplier<Attributes> facts) {
		this.sampler = sampler;
		this.slowNanos = slowThreshold.toNanos();
		this.facts = facts;
		this.limitNanos = limit.toNanos();
		this.wake = store.attend(this::look);
	}

	Duration limit() {
		return Duration.ofNanos(this.limitNanos);
	}

	/**
	 * Changes the limit, including for running requests.
	 * @param limit the time after which a thread is sampled, or 0 for never
	 */
	void limit(Duration limit) {
		this.limitNanos = limit.toNanos();
		this.wake.run();
	}

	Attributes facts() {
		return this.facts.get();
	}

	long slowNanos() {
		return this.slowNanos;
	}

	@Override
	public @Nullable Work begin(Span span, boolean again) {
		if (!span.isRecording() || !(span instanceof ReadableSpan readable)) {
			return null;
		}
		long start = System.nanoTime();
		if (again) {
			start -= readable.getLatencyNanos();
		}
		WatchedRequest request = new WatchedRequest(this, Thread.currentThread(), readable, start);
		if (this.limitNanos > 0 && enter(request) && (!this.armed || again)) {
			this.armed = true;
			this.wake.run();
		}
		return request;
	}

	private boolean enter(WatchedRequest request) {
		// The hash code of a thread never changes, so threads do not get in each other's
		// way, and it needs no new object.
		int at = System.identityHashCode(request.thread());
		for (int i = 0; i < ATTEMPTS; i++) {
			int slot = (at + i) & (SLOTS - 1);
			if (this.slots.compareAndSet(slot, null, request)) {
				request.entered(slot);
				return true;
			}
		}
		return false;
	}

	void leave(WatchedRequest request, int slot) {
		this.slots.setRelease(slot, null);
	}

	boolean isIn(WatchedRequest request, int slot) {
		return this.slots.get(slot) == request;
	}

	/**
	 * Looks for slow requests.
	 * @return the nanoseconds until the next check, or the greatest number if none is
	 * needed
	 */
	private long look() {
		long next = next();
		if (next == Long.MAX_VALUE) {
			this.armed = false;
			// A request may have come before it could see that nothing will check.
			next = next();
			this.armed = next != Long.MAX_VALUE;
		}
		return next;
	}

	private long next() {
		long limit = this.limitNanos;
		if (limit == 0) {
			return Long.MAX_VALUE;
		}
		long now = System.nanoTime();
		long next = Long.MAX_VALUE;
		for (int i = 0; i < SLOTS; i++) {
			WatchedRequest request = this.slots.get(i);
			if (request == null || request.isSlow()) {
				continue;
			}
			long remaining = request.startNanos() + limit - now;
			if (remaining <= 0) {
				request.slow();
				this.sampler.sample(request);
			}
			else {
				// Checks at most once per millisecond, which handles many requests
				// together and is precise enough.
				next = Math.min(next, Math.max(remaining, TimeUnit.MILLISECONDS.toNanos(1)));
			}
		}
		return next;
	}

	/**
	 * Returns how many requests are being watched.
	 * @return the number of used slots
	 */
	int watched() {
		int count = 0;
		for (int i = 0; i < SLOTS; i++) {
			count += (this.slots.get(i) != null) ? 1 : 0;
		}
		return count;
	}

	/**
	 * Returns how many of them are slow.
	 * @return the number of requests, whether they are sampled or not
	 */
	int slow() {
		int count = 0;
		for (int i = 0; i < SLOTS; i++) {
			WatchedRequest request = this.slots.get(i);
			count += (request != null && request.isSlow()) ? 1 : 0;
		}
		return count;
	}

	/**
	 * Returns how many samples of running requests there are.
	 */
	int sampled() {
		return this.sampler.samples();
	}

	@Override
	public void close() {
		this.limitNanos = 0;
		this.sampler.close();
	}

}
