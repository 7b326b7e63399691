package io.github.tracingstarter.export;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * A ring of finished spans between many request threads and one export thread, bounded in
 * number and in bytes. Adding takes no lock: two atomic additions without contention.
 * <p>
 * When the queue is three quarters full, spans are refused by trace id: the fuller the
 * queue, the larger the share of refused traces. At the same fill level, every span of a
 * trace gets the same answer, so traces are dropped as a whole without a list of dropped
 * traces.
 *
 * @param <T> the form in which a span waits
 */
final class ExportQueue<T> {

	private static final int FULL = 256;

	private static final int CROWDED = FULL * 3 / 4;

	private final int capacity;

	private final long maxBytes;

	private final int mask;

	private final AtomicReferenceArray<@Nullable T> spans;

	private final int[] weights;

	/** Total number of spans added: the next slot to write. */
	private final AtomicLong added = new AtomicLong();

	/**
	 * Total number of spans released. The spans between this and the number added take up
	 * room.
	 */
	private final AtomicLong released = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	private final LongAdder refused = new LongAdder();

	/** The next slot to read, and the weight taken since the last release. */
	private long taken;

	private long takenBytes;

	ExportQueue(int capacity, long maxBytes) {
		this.capacity = capacity;
		this.maxBytes = maxBytes;
		int length = Integer.highestOneBit(Math.max(capacity - 1, 1)) << 1;
		this.mask = length - 1;
		this.spans = new AtomicReferenceArray<>(length);
		this.weights = new int[length];
	}

	/**
	 * Returns whether there is room for a span of a trace, so that it is worth preparing;
	 * if not, the span is counted as refused. For any thread.
	 * @param traceId the id of the trace
	 * @return whether there is room
	 */
	boolean admits(String traceId) {
		if (isRefused(traceId, 0, size())) {
			this.refused.increment();
			return false;
		}
		return true;
	}

	/**
	 * Adds a span unless it does not fit. For any thread.
	 * @param span the finished span
	 * @param traceId the id of its trace
	 * @param weight the bytes that it takes
	 * @return whether it was added
	 */
	boolean offer(T span, String traceId, int weight) {
		long slot;
		do {
			slot = this.added.get();
			if (isRefused(traceId, weight, slot - this.released.get())) {
				this.refused.increment();
				return false;
			}
		}
		while (!this.added.compareAndSet(slot, slot + 1));
		this.bytes.addAndGet(weight);
		int index = (int) slot & this.mask;
		this.weights[index] = weight;
		this.spans.setRelease(index, span);
		return true;
	}

	private boolean isRefused(String traceId, int weight, long size) {
		long usedBytes = this.bytes.get() + weight;
		if (size >= this.capacity || usedBytes > this.maxBytes) {
			return true;
		}
		long fill = Math.max(size * FULL / this.capacity, usedBytes * FULL / this.maxBytes);
		return fill > CROWDED && lot(traceId) < (fill - CROWDED) * FULL / (FULL - CROWDED);
	}

	/**
	 * Returns a number from 0 to 255 that all spans of a trace share: the last byte of
	 * its id, which is random at every level of the W3C recommendation.
	 */
	private static int lot(String traceId) {
		int length = traceId.length();
		return Character.digit(traceId.charAt(length - 2), 16) * 16 + Character.digit(traceId.charAt(length - 1), 16);
	}

	/**
	 * Takes spans out of the queue. They continue to take up room until {@link #release}.
	 * For the export thread only.
	 * @param batch the list to add them to
	 * @param maxSpans the maximum number of spans
	 * @param maxWeight the maximum weight of the batch, unless it is a single span
	 */
	void take(List<T> batch, int maxSpans, long maxWeight) {
		long batchBytes = 0;
		while (batch.size() < maxSpans) {
			int index = (int) this.taken & this.mask;
			T span = this.spans.getAcquire(index);
			if (span == null) {
				break;
			}
			int weight = this.weights[index];
			if (!batch.isEmpty() && batchBytes + weight > maxWeight) {
				break;
			}
			this.spans.setPlain(index, null);
			batch.add(span);
			batchBytes += weight;
			this.taken++;
		}
		this.takenBytes += batchBytes;
	}

	/**
	 * Releases the room of all spans taken. For the export thread only.
	 */
	void release() {
		this.bytes.addAndGet(-this.takenBytes);
		this.takenBytes = 0;
		this.released.set(this.taken);
	}

	/**
	 * Returns the number of spans that take up room, including those taken but not
	 * released.
	 * @return the number of spans
	 */
	int size() {
		return (int) (this.added.get() - this.released.get());
	}

	/**
	 * Returns the total number of spans added, which {@link #released()} reaches when all
	 * of them have been processed.
	 * @return the number of spans
	 */
	long added() {
		return this.added.get();
	}

	long released() {
		return this.released.get();
	}

	/**
	 * Returns the estimated memory of the spans in the queue.
	 * @return the number of bytes
	 */
	long bytes() {
		return this.bytes.get();
	}

	/**
	 * Returns the total number of refused spans.
	 * @return the number of spans
	 */
	long refused() {
		return this.refused.sum();
	}

}
