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
 * The traces whose fate is open, bounded in bytes and time. Whoever starts a trace or
 * adds a span also makes room, so that no thread is needed.
 */
final class TraceBuffer {

	private static final long SWEEP_INTERVAL = 1_000_000_000L;

	private final Map<String, HeldTrace> traces = new ConcurrentHashMap<>();

	private final AtomicLong bytes = new AtomicLong();

	private final AtomicLong nextSweep = new AtomicLong(Long.MIN_VALUE);

	private final AtomicBoolean evicting = new AtomicBoolean();

	private final LongAdder leftOut = new LongAdder();

	/**
	 * A first span has started.
	 * @param root the span
	 * @param nanos the time
	 * @param maxNanos the time that a trace may take
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
	 * A span is held by its trace from now on.
	 * @param weight its bytes
	 * @param maxBytes the bytes of all traces
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
	 * A trace has given up what it held.
	 * @param outcome what it was
	 */
	void released(Outcome outcome) {
		this.bytes.addAndGet(-outcome.bytes());
	}

	/**
	 * A trace is over.
	 * @param traceId the trace
	 * @param trace what was held of it
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
	 * Takes the spans of the oldest traces, and if that is not enough, the traces.
	 */
	private void evict(long target) {
		List<Map.Entry<String, HeldTrace>> oldest = new ArrayList<>(this.traces.entrySet());
		// A time that changes meanwhile would break the contract of the comparison.
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
	 * Ends the time of traces that take too long, of those whose first span was withheld
	 * and never ends, and of those that were kept long ago.
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
