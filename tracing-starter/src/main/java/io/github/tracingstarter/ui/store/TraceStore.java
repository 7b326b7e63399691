package io.github.tracingstarter.ui.store;

import java.util.List;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The recent traces, bounded in bytes. Safe for use by several threads.
 */
public interface TraceStore {

	/**
	 * Stores a span.
	 * @param span the span
	 */
	void add(StoredSpan span);

	/**
	 * Stores the stack samples of a request with its trace.
	 * @param samples the samples; ignored by a store that keeps none
	 */
	default void add(StackSamples samples) {
	}

	/**
	 * Adds a further task for the background thread of the store.
	 * @param duty performs the task, and returns the nanoseconds until the next call, or
	 * {@link Long#MAX_VALUE} to wait until a call is requested
	 * @return requests a call; a store without a thread does nothing
	 */
	default Runnable attend(LongSupplier duty) {
		return () -> {
		};
	}

	/**
	 * Returns a trace.
	 * @param traceId its id in hex
	 * @return the current state of the trace, or null if it never arrived or was evicted
	 */
	@Nullable StoredTrace find(String traceId);

	/**
	 * Returns the traces that have changed, the last change first.
	 * @param seq the number up to which traces are omitted; 0 for all
	 * @param limit the maximum number
	 * @return the traces
	 */
	List<StoredTrace> changedSince(long seq, int limit);

	/**
	 * Removes all traces.
	 */
	void clear();

	/**
	 * Returns the fill level.
	 * @return the current figures
	 */
	Stats stats();

	/**
	 * The fill level of a store.
	 *
	 * @param traces how many traces it holds
	 * @param spans how many spans it holds
	 * @param bytes how many bytes they take, estimated
	 * @param maxBytes how many bytes they may take
	 * @param evicted how many traces have been evicted since startup
	 * @param seq the number of the last change
	 * @param generation how often it was cleared
	 */
	record Stats(int traces, int spans, long bytes, long maxBytes, long evicted, long seq, int generation) {
	}

}
