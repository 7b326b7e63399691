package io.github.tracingstarter.ui.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import org.jspecify.annotations.Nullable;

/**
 * A store without bounds.
 */
final class MemoryStore implements TraceStore {

	private final Map<String, List<StoredSpan>> traces = new LinkedHashMap<>();

	@Override
	public synchronized void add(StoredSpan span) {
		this.traces.computeIfAbsent(span.traceId(), (traceId) -> new ArrayList<>()).add(span);
	}

	@Override
	public synchronized @Nullable StoredTrace find(String traceId) {
		List<StoredSpan> spans = this.traces.get(traceId);
		return (spans != null) ? new StoredTrace(traceId, 1, List.copyOf(spans), 0) : null;
	}

	synchronized List<StoredSpan> spans() {
		return this.traces.values().stream().flatMap(List::stream).toList();
	}

	@Override
	public synchronized List<StoredTrace> changedSince(long seq, int limit) {
		return this.traces.keySet().stream().map(this::find).limit(limit).toList();
	}

	@Override
	public synchronized void clear() {
		this.traces.clear();
	}

	@Override
	public synchronized Stats stats() {
		return new Stats(this.traces.size(), spans().size(), 0, 0, 0, 1, 0);
	}

}
