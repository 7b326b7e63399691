package io.github.tracingstarter.ui.stacks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.ui.store.StackSamples;
import io.github.tracingstarter.ui.store.StackSamples.Sample;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.trace.SpanContext;

/**
 * The samples of one request so far. They contain only classes, methods and lines, never
 * arguments, variables or the names of threads.
 * <p>
 * If there are many samples, every other one is discarded and the rate is halved from
 * then on, so that a request can take an hour.
 */
final class SampledRequest {

	static final int MOST_SAMPLES = 1000;

	/** The maximum number of frames within the request; the innermost are kept. */
	static final int MOST_FRAMES = 250;

	/** The maximum memory of the stacks of a request. */
	static final long MOST_BYTES = 512 * 1024;

	/** The outermost frame of the application; frames outside it belong to the server. */
	private static final String FILTER = "io.github.tracingstarter.instrument.servlet.TracingFilter";

	/** The bytes of a frame, with the strings that it does not share with the class. */
	private static final int FRAME_BYTES = 80;

	private static final int REFERENCE_BYTES = 4;

	private static final int SAMPLE_BYTES = 28;

	private static final int STACK_BYTES = 120;

	private final Map<StackTraceElement, StackTraceElement> frames = new HashMap<>();

	private final Map<List<StackTraceElement>, List<StackTraceElement>> stacks = new HashMap<>();

	private final List<Sample> samples = new ArrayList<>();

	private final WatchedRequest request;

	private final long startEpochNanos;

	private long intervalNanos;

	private long lastNanos;

	private volatile int taken;

	private long bytes = STACK_BYTES;

	SampledRequest(WatchedRequest request, long intervalNanos) {
		this.request = request;
		this.intervalNanos = intervalNanos;
		this.startEpochNanos = request.span().toSpanData().getStartEpochNanos();
		this.lastNanos = System.nanoTime() - intervalNanos;
	}

	/**
	 * Takes a sample if one is due.
	 * @return false if the thread has left the request
	 */
	boolean sample() {
		if (!this.request.isRunning()) {
			return false;
		}
		long now = System.nanoTime();
		// Less than half of the interval has passed since the last sample.
		if (now - this.lastNanos < this.intervalNanos / 2) {
			return true;
		}
		StackTraceElement[] stack = this.request.thread().getStackTrace();
		if (!this.request.isRunning()) {
			// The sample may be of the thread's next work.
			return false;
		}
		if (stack.length > 0) {
			this.lastNanos = now;
			this.samples.add(new Sample(epochNanos(now), kept(stack)));
			this.taken = this.samples.size();
			if (this.samples.size() > MOST_SAMPLES) {
				thin();
			}
		}
		return true;
	}

	private void thin() {
		for (int i = this.samples.size() - 1; i > 0; i -= 2) {
			this.samples.remove(i);
		}
		this.intervalNanos *= 2;
	}

	private List<StackTraceElement> kept(StackTraceElement[] stack) {
		int depth = 0;
		while (depth < stack.length && depth < MOST_FRAMES && !stack[depth].getClassName().equals(FILTER)) {
			depth++;
		}
		List<StackTraceElement> all = List.of(stack).subList(0, depth);
		List<StackTraceElement> known = this.stacks.get(all);
		if (known != null) {
			return known;
		}
		if (this.bytes + STACK_BYTES + depth * (long) REFERENCE_BYTES > MOST_BYTES) {
			return List.of();
		}
		List<StackTraceElement> shared = new ArrayList<>(depth);
		for (StackTraceElement frame : all) {
			StackTraceElement same = this.frames.putIfAbsent(frame, frame);
			if (same == null) {
				this.bytes += FRAME_BYTES;
			}
			shared.add((same != null) ? same : frame);
		}
		this.bytes += STACK_BYTES + depth * (long) REFERENCE_BYTES;
		List<StackTraceElement> copy = List.copyOf(shared);
		this.stacks.put(copy, copy);
		return copy;
	}

	int size() {
		return this.taken;
	}

	private long epochNanos(long nanos) {
		return this.startEpochNanos + nanos - this.request.startNanos();
	}

	/**
	 * Stores the samples with the trace.
	 * @param store the store
	 */
	void finishInto(TraceStore store) {
		if (this.samples.isEmpty()) {
			return;
		}
		long end = this.request.endNanos();
		SpanContext span = this.request.span().getSpanContext();
		store.add(new StackSamples(span.getTraceId(), span.getSpanId(), this.intervalNanos,
				epochNanos((end != 0) ? end : System.nanoTime()), List.copyOf(this.samples),
				this.bytes + this.samples.size() * (long) SAMPLE_BYTES));
	}

}
