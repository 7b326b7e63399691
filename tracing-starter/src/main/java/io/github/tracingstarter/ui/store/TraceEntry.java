package io.github.tracingstarter.ui.store;

import java.util.ArrayList;
import java.util.List;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * A trace in the store, guarded by its lock.
 */
final class TraceEntry {

	/** The bytes of the entry with its list, and of its entry in the map. */
	static final int OVERHEAD = 256;

	private final String traceId;

	private final List<StoredSpan> spans = new ArrayList<>(4);

	private List<StackSamples> stacks = List.of();

	private @Nullable StoredTrace snapshot;

	/** The resource of the last span, because spans that arrive together share it. */
	private Attributes resource = Attributes.empty();

	private boolean notable;

	private long bytes = OVERHEAD;

	private int omitted;

	long seq;

	/** Neighbors among the entries of the same kind, by last change. */
	@Nullable TraceEntry older;

	@Nullable TraceEntry newer;

	TraceEntry(String traceId) {
		this.traceId = traceId;
	}

	/**
	 * Returns the memory that a span takes here.
	 * @param span the span
	 * @return the number of bytes
	 */
	long sizeOf(StoredSpan span) {
		// All spans of this application share one resource.
		boolean shared = span.local() || span.resource() == this.resource;
		return SpanSize.of(span) + (shared ? 0 : SpanSize.ofResource(span));
	}

	/**
	 * Returns whether a span fits. Roots may exceed the limit by a quarter, because they
	 * arrive last, and without a root a trace has no name.
	 * @param span the span
	 * @param size its size
	 * @param limit the maximum size of a trace
	 * @return whether it fits
	 */
	boolean admits(StoredSpan span, long size, long limit) {
		boolean root = span.parentSpanId() == null || span.kind() == SpanKind.SERVER
				|| span.kind() == SpanKind.CONSUMER;
		return this.bytes + size <= (root ? limit + limit / 4 : limit);
	}

	void add(StoredSpan span, long size, long slowNanos) {
		this.spans.add(span);
		this.resource = span.resource();
		this.bytes += size;
		this.notable |= span.status() == StatusCode.ERROR || span.durationNanos() >= slowNanos;
		this.snapshot = null;
	}

	void omit() {
		this.omitted++;
		this.snapshot = null;
	}

	/**
	 * Adds samples, as far as there is room.
	 * @param samples the samples
	 * @param limit the maximum size of a trace
	 */
	void add(StackSamples samples, long limit) {
		if (this.bytes + samples.bytes() <= limit + limit / 4) {
			List<StackSamples> all = new ArrayList<>(this.stacks);
			all.add(samples);
			this.stacks = List.copyOf(all);
			this.bytes += samples.bytes();
			this.snapshot = null;
		}
	}

	StoredTrace snapshot() {
		StoredTrace current = this.snapshot;
		if (current == null) {
			current = new StoredTrace(this.traceId, this.seq, List.copyOf(this.spans), this.omitted, this.stacks);
			this.snapshot = current;
		}
		return current;
	}

	String traceId() {
		return this.traceId;
	}

	/**
	 * Returns whether the trace failed or was slow, and so is kept longer.
	 * @return whether it is notable
	 */
	boolean isNotable() {
		return this.notable;
	}

	long bytes() {
		return this.bytes;
	}

	int size() {
		return this.spans.size();
	}

}
