package io.github.tracingstarter.ui.traces;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.tracingstarter.ui.InstanceId;
import io.github.tracingstarter.ui.TraceLogs;
import io.github.tracingstarter.ui.UiRequest;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.UiRoute;
import io.github.tracingstarter.ui.UiRoutes;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * The routes of the list of traces, of one trace and of the insights.
 */
final class TraceRoutes implements UiRoutes {

	private static final int DEFAULT_LIMIT = 1000;

	private static final int HIGHEST_LIMIT = 10_000;

	private final TraceStore store;

	private final Summaries summaries;

	private final TraceJson traceJson;

	private final ObjectProvider<TraceLogs> logs;

	private final InstanceId instanceId;

	TraceRoutes(TraceStore store, Summaries summaries, TraceJson traceJson, ObjectProvider<TraceLogs> logs,
			InstanceId instanceId) {
		this.store = store;
		this.summaries = summaries;
		this.traceJson = traceJson;
		this.logs = logs;
		this.instanceId = instanceId;
	}

	@Override
	public List<UiRoute> routes() {
		return List.of(UiRoute.get("/traces", this::list), new UiRoute("DELETE", "/traces", this::clear),
				UiRoute.get("/traces/{id}", this::trace), UiRoute.get("/insights", this::insights),
				UiRoute.get("/map", this::map));
	}

	private UiResponse list(UiRequest request) {
		TraceStore.Stats stats = this.store.stats();
		long after = number(request.parameter("after"), 0);
		// A number of another generation, or of the application before it restarted.
		boolean stale = number(request.parameter("generation"), stats.generation()) != stats.generation()
				|| after > stats.seq();
		boolean again = after > 0 || request.parameter("generation") != null;
		if (again && !stale && after == stats.seq()) {
			return UiResponse.noContent();
		}
		int limit = (int) Math.max(0, Math.min(number(request.parameter("limit"), DEFAULT_LIMIT), HIGHEST_LIMIT));
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("instanceId", this.instanceId.value());
		json.put("seq", stats.seq());
		json.put("generation", stats.generation());
		json.put("total", stats.traces());
		json.put("items", items(stale ? 0 : after, limit, request.parameter("q")));
		if (this.summaries.isOvergrown(stats.traces())) {
			this.summaries.retain(all());
		}
		return UiResponse.json(json);
	}

	private List<Map<String, Object>> items(long after, int limit, @Nullable String text) {
		TraceLogs traceLogs = this.logs.getIfAvailable();
		if (text == null || text.isBlank()) {
			return this.store.changedSince(after, limit)
				.stream()
				.map((trace) -> this.summaries.of(trace).toJson(logCount(traceLogs, trace)))
				.toList();
		}
		TraceQuery query = TraceQuery.parse(text);
		return this.store.changedSince(after, Integer.MAX_VALUE)
			.stream()
			.map((trace) -> match(query, trace, logCount(traceLogs, trace)))
			.filter(Objects::nonNull)
			.limit(limit)
			.<Map<String, Object>>map(Objects::requireNonNull)
			.toList();
	}

	private @Nullable Map<String, Object> match(TraceQuery query, StoredTrace trace, int logCount) {
		Summary summary = this.summaries.of(trace);
		return query.matches(trace, summary, logCount) ? summary.toJson(logCount) : null;
	}

	private static int logCount(@Nullable TraceLogs logs, StoredTrace trace) {
		return (logs != null) ? logs.count(trace.traceId()) : 0;
	}

	private List<StoredTrace> all() {
		return this.store.changedSince(0, Integer.MAX_VALUE);
	}

	private static long number(@Nullable String text, long otherwise) {
		try {
			return (text != null) ? Long.parseLong(text) : otherwise;
		}
		catch (NumberFormatException ex) {
			return otherwise;
		}
	}

	private UiResponse clear(UiRequest request) {
		this.store.clear();
		this.summaries.retain(List.of());
		return UiResponse.noContent();
	}

	private UiResponse trace(UiRequest request) {
		StoredTrace trace = this.store.find(request.variable("id"));
		return (trace != null) ? UiResponse.json(this.traceJson.of(trace))
				: UiResponse.error(404, "This trace is not in the store: it was evicted, cleared or never received.");
	}

	private UiResponse insights(UiRequest request) {
		StoreInsights insights = new StoreInsights();
		List<StoredTrace> traces = all();
		traces.forEach((trace) -> insights.add(trace, this.summaries.of(trace)));
		if (this.summaries.isOvergrown(traces.size())) {
			this.summaries.retain(traces);
		}
		return UiResponse.json(insights.toJson());
	}

	private UiResponse map(UiRequest request) {
		return UiResponse.json(ServiceMap.of(all()).toJson());
	}

}
