package io.github.tracingstarter.ui.traces;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.github.tracingstarter.ui.store.StoredTrace;

/**
 * The summaries of all traces in the store, each recomputed only when its trace has
 * changed.
 */
final class Summaries {

	private static final int SLACK = 256;

	private final Map<String, Summary> cached = new ConcurrentHashMap<>();

	private final long slowNanos;

	Summaries(Duration slowThreshold) {
		this.slowNanos = slowThreshold.toNanos();
	}

	Summary of(StoredTrace trace) {
		Summary summary = this.cached.get(trace.traceId());
		if (summary == null || summary.seq() != trace.seq()) {
			summary = of(trace, SpanTree.of(trace));
			this.cached.put(trace.traceId(), summary);
		}
		return summary;
	}

	Summary of(StoredTrace trace, SpanTree tree) {
		return Summary.of(trace, tree, this.slowNanos);
	}

	/**
	 * Returns whether there are many summaries of traces that no longer exist.
	 * @param traces how many traces there are
	 * @return whether to call {@link #retain}
	 */
	boolean isOvergrown(int traces) {
		return this.cached.size() > traces + SLACK;
	}

	/**
	 * Removes the summaries of all other traces.
	 * @param traces the existing traces
	 */
	void retain(List<StoredTrace> traces) {
		Set<String> ids = traces.stream().map(StoredTrace::traceId).collect(Collectors.toSet());
		this.cached.keySet().retainAll(ids);
	}

	int size() {
		return this.cached.size();
	}

	long slowNanos() {
		return this.slowNanos;
	}

}
