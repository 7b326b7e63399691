package io.github.tracingstarter.sampling.keep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import io.github.tracingstarter.sampling.keep.HeldTrace.Outcome;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

/**
 * The undecided traces, bounded in bytes and time. The thread that starts a trace or adds
 * a span also makes room, so no separate thread is needed.
 */
final class TraceBuffer {

	private static final long SWEEP_INTERVAL = 1_000_000_000L;

	private final Map<String, HeldTrace> traces = new ConcurrentHashMap<>();

	private final AtomicLong bytes = new AtomicLong();

	private final AtomicLong nextSweep = new AtomicLong(Long.MIN_VALUE);

	private final AtomicBoolean evicting = new AtomicBoolean();

	private final LongAdder leftOut = new LongAdder();

	/**
	 * Called when a first span has started.
	 * @param root the span
	 * @param nanos the time
	 * @param maxNanos the maximum duration of a trace
	 */
	void begin(ReadableSpan root, long nanos, long maxNanos) {
		String traceId = root.getSpanContext().getTraceId();
		HeldTrace trace = new HeldTrace(root, nanos);
		HeldTrace present;
		while ((present = this.traces.putIfAbsent(traceId, trace)) != null) {
			if (present.join(root)) {
				return;
			}
			remove(traceId, present);
		}
		this.bytes.addAndGet(HeldTrace.WEIGHT);
		sweepInTime(nanos, maxNanos);
	}

	@Nullable HeldTrace find(String traceId) {
		return this.traces.get(traceId);
	}

	boolean contains(String traceId) {
		return this.traces.containsKey(traceId);
	}

	/**
	 * Called when a trace has begun to hold a span.
	 * @param weight its bytes
	 * @param maxBytes the maximum bytes of all traces
	 */
	void held(int weight, long maxBytes) {
		if (this.bytes.addAndGet(weight) > maxBytes && this.evicting.compareAndSet(false, true)) {
			try {
				evict(maxBytes - maxBytes / 8);
			}
			finally {
				this.evicting.set(false);
			}
		}
	}

	void leftOut() {
		this.leftOut.increment();
	}

	/**
	 * Called when a trace has released its spans.
	 * @param outcome the released spans
	 */
	void released(Outcome outcome) {
		this.bytes.addAndGet(-outcome.bytes());
	}

	/**
	 * Called when a trace is over.
	 * @param traceId the id of the trace
	 * @param trace the held spans
	 */
	void remove(String traceId, HeldTrace trace) {
		if (this.traces.remove(traceId, trace)) {
			this.bytes.addAndGet(-HeldTrace.WEIGHT);
		}
	}

	long bytes() {
		return this.bytes.get();
	}

	int size() {
		return this.traces.size();
	}

	long totalLeftOut() {
		return this.leftOut.sum();
	}

	/**
	 * Removes the spans of the oldest traces, and if that is not enough, the traces
	 * themselves.
	 */
	private void evict(long target) {
		List<Map.Entry<String, HeldTrace>> oldest = new ArrayList<>(this.traces.entrySet());
		// Times that change during the sort would violate the contract of the comparator.
		Map<HeldTrace, Long> since = new IdentityHashMap<>();
		oldest.forEach((entry) -> since.put(entry.getValue(), entry.getValue().sinceNanos()));
		long now = System.nanoTime();
		oldest.sort(Comparator.comparingLong((entry) -> since.get(entry.getValue()) - now));
		for (Map.Entry<String, HeldTrace> entry : oldest) {
			if (this.bytes.get() <= target) {
				return;
			}
			expire(entry.getValue());
		}
		for (Map.Entry<String, HeldTrace> entry : oldest) {
			if (this.bytes.get() <= target) {
				return;
			}
			released(entry.getValue().remove());
			remove(entry.getKey(), entry.getValue());
		}
	}

	private void expire(HeldTrace trace) {
		Outcome outcome = trace.expire();
		this.leftOut.add(outcome.spans().size());
		released(outcome);
	}

	private void sweepInTime(long nanos, long maxNanos) {
		long next = this.nextSweep.get();
		if ((next == Long.MIN_VALUE || nanos - next >= 0) && this.nextSweep.compareAndSet(next, nanos + SWEEP_INTERVAL)
				&& next != Long.MIN_VALUE) {
			sweep(nanos, maxNanos);
		}
	}

	/**
	 * Expires traces that take too long, whose first span was withheld and never ends, or
	 * that were kept long ago.
	 */
	void sweep(long nanos, long maxNanos) {
		this.traces.forEach((traceId, trace) -> {
			boolean old = nanos - trace.sinceNanos() > maxNanos;
			if (trace.isOver() && (old || !trace.isKept())) {
				released(trace.remove());
				remove(traceId, trace);
			}
			else if (old) {
				expire(trace);
			}
		});
	}

}
