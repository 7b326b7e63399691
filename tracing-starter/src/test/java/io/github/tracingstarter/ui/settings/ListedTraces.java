package io.github.tracingstarter.ui.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * Contains the traces that a test passes to it.
 */
class ListedTraces implements TraceStore {

	private final Map<String, List<StoredSpan>> traces = new LinkedHashMap<>();

	void add(SpanData span) {
		add(new StoredSpan(span.getTraceId(), span.getSpanId(),
				span.getParentSpanContext().isValid() ? span.getParentSpanId() : null, span.getName(), span.getKind(),
				span.getStartEpochNanos(), span.getEndEpochNanos(), span.getStatus().getStatusCode(), "",
				span.getAttributes(), List.of(), List.of(), "test", "test", true));
	}

	@Override
	public void add(StoredSpan span) {
		this.traces.computeIfAbsent(span.traceId(), (id) -> new ArrayList<>()).add(span);
	}

	@Override
	public @Nullable StoredTrace find(String traceId) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<StoredTrace> changedSince(long seq, int limit) {
		return this.traces.entrySet()
			.stream()
			.map((entry) -> new StoredTrace(entry.getKey(), 1, List.copyOf(entry.getValue()), 0))
			.limit(limit)
			.toList();
	}

	@Override
	public void clear() {
		this.traces.clear();
	}

	@Override
	public Stats stats() {
		return new Stats(this.traces.size(), 0, 0, 0, 0, 1, 0);
	}

}
