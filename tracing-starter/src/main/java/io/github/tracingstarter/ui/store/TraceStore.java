package io.github.tracingstarter.ui.store;

import java.util.List;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The recent traces, bounded in bytes. Safe for use by several threads.
 */
public interface TraceStore {

	/**
	 * Files a span.
	 * @param span the span
	 */
	void add(StoredSpan span);

	/**
	 * Keeps what the thread of a request did beside its trace.
	 * @param samples the samples; ignored by a store that keeps none
	 */
	default void add(StackSamples samples) {
	}

	/**
	 * Has the background thread of the store do something besides, from time to time.
	 * @param duty does it, and returns in how many nanoseconds it is to be called again;
	 * {@link Long#MAX_VALUE} until it is asked for
	 * @return asks for it; a store without a thread does nothing
	 */
	default Runnable attend(LongSupplier duty) {
		return () -> {
		};
	}

	/**
	 * A trace.
	 * @param traceId its id in hex
	 * @return the trace as it is now, or null when it never came or was evicted
	 */
	@Nullable StoredTrace find(String traceId);

	/**
	 * The traces that changed, the last change first.
	 * @param seq traces up to this number are left out; 0 for all
	 * @param limit the maximum number
	 * @return the traces
	 */
	List<StoredTrace> changedSince(long seq, int limit);

	/**
	 * Forgets all traces.
	 */
	void clear();

	/**
	 * Returns the fill level.
	 * @return the figures of this moment
	 */
	Stats stats();

	/**
	 * The fill level of a store.
	 *
	 * @param traces how many traces it holds
	 * @param spans how many spans
	 * @param bytes how many bytes they take, estimated
	 * @param maxBytes how many they may take
	 * @param evicted how many traces were evicted since the start
	 * @param seq the number of the last change
	 * @param generation how often it was cleared
	 */
	record Stats(int traces, int spans, long bytes, long maxBytes, long evicted, long seq, int generation) {
	}

}
