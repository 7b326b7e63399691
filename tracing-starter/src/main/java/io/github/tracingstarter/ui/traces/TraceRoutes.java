package io.github.tracingstarter.ui.traces;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

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

	private final Baselines baselines;

	private final SourceFiles sources;

	TraceRoutes(TraceStore store, Summaries summaries, TraceJson traceJson, ObjectProvider<TraceLogs> logs,
			InstanceId instanceId, Baselines baselines, SourceFiles sources) {
		this.store = store;
		this.summaries = summaries;
		this.traceJson = traceJson;
		this.logs = logs;
		this.instanceId = instanceId;
		this.baselines = baselines;
		this.sources = sources;
	}

	@Override
	public List<UiRoute> routes() {
		return List.of(UiRoute.get("/traces", this::list), new UiRoute("DELETE", "/traces", this::clear),
				UiRoute.get("/traces/{id}", this::trace), UiRoute.get("/insights", this::insights),
				UiRoute.get("/map", this::map), UiRoute.get("/fields", this::fields),
				UiRoute.get("/traces/{id}/markdown", this::markdown),
				UiRoute.get("/traces/{id}/compare", this::compare));
	}

	private UiResponse list(UiRequest request) {
		TraceStore.Stats stats = this.store.stats();
		long after = number(request.parameter("after"), 0);
		// A number from another generation, or from before the application restarted.
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
		String text = Objects.requireNonNullElse(request.parameter("q"), "");
		String service = service(request);
		if (text.isBlank() && service == null) {
			json.put("items", items(stale ? 0 : after, stats, limit));
		}
		else {
			search(TraceQuery.parse(text), service, stale ? 0 : after, stats, limit, json);
		}
		if (this.summaries.isOvergrown(stats.traces())) {
			this.summaries.retain(all());
		}
		return UiResponse.json(json);
	}

	private List<Map<String, Object>> items(long after, TraceStore.Stats stats, int limit) {
		TraceLogs traceLogs = this.logs.getIfAvailable();
		return changed(after, stats, limit).map((trace) -> json(this.summaries.of(trace), logCount(traceLogs, trace)))
			.toList();
	}

	/**
	 * Returns the traces that have changed up to the time of the figures. What has
	 * changed since then is left to the next request: a reader that got more traces than
	 * the total would remove the oldest.
	 */
	private Stream<StoredTrace> changed(long after, TraceStore.Stats stats, int limit) {
		return this.store.changedSince(after, limit).stream().filter((trace) -> trace.seq() <= stats.seq());
	}

	private void search(TraceQuery query, @Nullable String service, long after, TraceStore.Stats stats, int limit,
			Map<String, Object> json) {
		TraceLogs traceLogs = this.logs.getIfAvailable();
		List<Map<String, Object>> found = new ArrayList<>();
		int matched = 0;
		for (StoredTrace trace : changed(after, stats, Integer.MAX_VALUE).toList()) {
			Summary summary = this.summaries.of(trace);
			if (takesPart(service, summary) && query.matches(trace, summary, traceLogs)) {
				matched++;
				if (found.size() < limit) {
					Map<String, Object> item = json(summary, logCount(traceLogs, trace));
					Match match = query.find(trace, summary, traceLogs);
					PageTimes.putIfPresent(item, "match", (match != null) ? match.toJson() : null);
					found.add(item);
				}
			}
		}
		json.put("matched", matched);
		json.put("items", found);
		List<String> problems = new ArrayList<>(query.problems());
		List<StoredTrace> traces = query.attributes().isEmpty() ? List.of() : all();
		query.attributes()
			.stream()
			.filter((key) -> traces.stream().noneMatch((trace) -> TraceFields.has(trace, key)))
			.forEach((key) -> problems.add(key + ": no span has this field"));
		if (!problems.isEmpty()) {
			json.put("problems", problems);
		}
	}

	private Map<String, Object> json(Summary summary, int logCount) {
		Map<String, Object> json = summary.toJson(logCount);
		Baselines.Baseline before = this.baselines.of(summary.name());
		if (before != null && before.isLeft(summary)) {
			json.put("before", before.toJson());
		}
		return json;
	}

	private UiResponse fields(UiRequest request) {
		String prefix = request.parameter("prefix");
		TraceLogs traceLogs = this.logs.getIfAvailable();
		List<TraceQuery.Candidate> traces = all().stream()
			.map((trace) -> new TraceQuery.Candidate(trace, this.summaries.of(trace), traceLogs))
			.toList();
		return UiResponse.json(Map.of("items", Completion.of((prefix != null) ? prefix : "", traces)));
	}

	private static @Nullable String service(UiRequest request) {
		String service = request.parameter("service");
		return (service == null || service.isBlank()) ? null : service;
	}

	private static boolean takesPart(@Nullable String service, Summary summary) {
		return service == null || summary.services().contains(service);
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
		return (trace != null) ? UiResponse.json(this.sources.addTo(this.traceJson.of(trace))) : notFound();
	}

	private UiResponse markdown(UiRequest request) {
		StoredTrace trace = this.store.find(request.variable("id"));
		return (trace != null) ? new UiResponse(200, "text/markdown;charset=UTF-8",
				this.traceJson.markdown(trace).getBytes(StandardCharsets.UTF_8), Map.of()) : notFound();
	}

	private UiResponse compare(UiRequest request) {
		StoredTrace before = this.store.find(request.variable("id"));
		String with = request.parameter("with");
		StoredTrace after = (with != null) ? this.store.find(with) : null;
		return (before != null && after != null) ? UiResponse.json(TraceComparison.of(this.summaries.of(before),
				SpanTree.of(before), this.summaries.of(after), SpanTree.of(after))) : notFound();
	}

	private UiResponse notFound() {
		return UiResponse.error(404, "This trace is not in the store: " + whyNot(this.store.stats()) + '.');
	}

	/**
	 * Returns why a trace is not there. Traces from before the application started are
	 * gone as well.
	 */
	private static String whyNot(TraceStore.Stats stats) {
		String kept = (stats.evicted() > 0) ? "it was evicted, or " : "";
		String cleared = (stats.generation() > 0) ? "it was cleared, or " : "";
		return kept + cleared + "it came before the application was started, or never";
	}

	private UiResponse insights(UiRequest request) {
		StoreInsights insights = new StoreInsights(this.baselines::of, service(request));
		List<StoredTrace> traces = all();
		List<StoredTrace> chosen = chosen(traces, request);
		chosen.forEach((trace) -> insights.add(trace, this.summaries.of(trace)));
		if (this.summaries.isOvergrown(traces.size())) {
			this.summaries.retain(traces);
		}
		return UiResponse.json(this.sources.addTo(withCounts(traces, chosen, insights.toJson())));
	}

	/**
	 * Returns the selected traces. Imported traces are included only on request, because
	 * they say nothing about how this application runs. If a service is selected, only
	 * its traces are included.
	 */
	private List<StoredTrace> chosen(List<StoredTrace> traces, UiRequest request) {
		boolean imported = "true".equals(request.parameter("imported"));
		String service = service(request);
		return traces.stream().filter((trace) -> {
			Summary summary = this.summaries.of(trace);
			return (imported || !summary.imported()) && takesPart(service, summary);
		}).toList();
	}

	/**
	 * Adds the number of traces, and how many were imported, so that the page offers to
	 * include them.
	 */
	private Map<String, Object> withCounts(List<StoredTrace> traces, List<StoredTrace> chosen,
			Map<String, Object> json) {
		Map<String, Object> counted = new LinkedHashMap<>(json);
		counted.put("traces", chosen.size());
		counted.put("imported", traces.stream().filter((trace) -> this.summaries.of(trace).imported()).count());
		return counted;
	}

	private UiResponse map(UiRequest request) {
		List<StoredTrace> traces = all();
		List<StoredTrace> chosen = chosen(traces, request);
		return UiResponse.json(withCounts(traces, chosen, ServiceMap.of(chosen).toJson()));
	}

}
