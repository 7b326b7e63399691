package io.github.tracingstarter.ui.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

/**
 * A ring of ended spans between the threads that end them and the one that stores them.
 * Adding takes no lock and allocates nothing. If the ring is full, the span is counted
 * and dropped.
 */
final class SpanRing {

	private static final int SPINS = 1000;

	private final int mask;

	private final AtomicReferenceArray<@Nullable ReadableSpan> slots;

	private final AtomicLong added = new AtomicLong();

	private final LongAdder dropped = new LongAdder();

	private volatile long taken;

	/**
	 * Creates an empty ring.
	 * @param capacity the number of spans that it holds, a power of two
	 */
	SpanRing(int capacity) {
		this.mask = capacity - 1;
		this.slots = new AtomicReferenceArray<>(capacity);
	}

	/**
	 * Adds a span unless there is no room. For any thread.
	 * @param span the ended span
	 * @return whether it was added
	 */
	boolean offer(ReadableSpan span) {
		long slot;
		do {
			slot = this.added.get();
			if (slot - this.taken > this.mask) {
				this.dropped.increment();
				return false;
			}
		}
		while (!this.added.compareAndSet(slot, slot + 1));
		this.slots.setRelease((int) slot & this.mask, span);
		return true;
	}

	/**
	 * Removes the oldest span. For one thread at a time.
	 * @return the span, or null if there is none
	 */
	@Nullable ReadableSpan poll() {
		long slot = this.taken;
		if (slot == this.added.get()) {
			return null;
		}
		int index = (int) slot & this.mask;
		ReadableSpan span = this.slots.getAcquire(index);
		// The slot has been taken, but the span is not there yet, which takes an instant.
		for (int i = 0; span == null && i < SPINS; i++) {
			Thread.onSpinWait();
			span = this.slots.getAcquire(index);
		}
		if (span != null) {
			this.slots.setPlain(index, null);
			this.taken = slot + 1;
		}
		return span;
	}

	boolean isEmpty() {
		return this.added.get() == this.taken;
	}

	boolean isHalfFull() {
		return this.added.get() - this.taken > this.mask / 2;
	}

	/**
	 * Returns how many spans were dropped because there was no room.
	 * @return the number of spans
	 */
	long dropped() {
		return this.dropped.sum();
	}

}
