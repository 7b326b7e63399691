package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

import io.github.tracingstarter.ui.TraceLogs;
import io.github.tracingstarter.ui.store.StackSamples;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Writes a trace with its analysis, as the response of {@code GET /traces/{id}}.
 */
public final class TraceJson {

	private final Summaries summaries;

	private final ObjectProvider<TraceLogs> logs;

	private final StackTrace stackTraces;

	private final Predicate<String> application;

	private final Surroundings surroundings;

	/**
	 * Creates the writer.
	 * @param logs the log lines of traces
	 * @param surroundings the surroundings of traces
	 */
	TraceJson(ObjectProvider<TraceLogs> logs, Surroundings surroundings) {
		this.summaries = surroundings.summaries();
		this.logs = logs;
		this.surroundings = surroundings;
		this.application = surroundings.application();
		this.stackTraces = new StackTrace(this.application);
	}

	/**
	 * Returns the content of a trace.
	 * @param trace a trace with at least one span
	 * @return the values by name, which can be written as JSON
	 */
	public Map<String, Object> of(StoredTrace trace) {
		SpanTree tree = SpanTree.of(trace);
		Summary summary = this.summaries.of(trace, tree);
		TraceLogs traceLogs = this.logs.getIfAvailable();
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("summary", summary.toJson((traceLogs != null) ? traceLogs.count(trace.traceId()) : 0));
		PageTimes.putIfPresent(json, "curl", Curl.of(tree.root().span()));
		json.put("insights",
				TraceInsights.of(trace, tree, summary, this.summaries.slowNanos(), this.surroundings)
					.stream()
					.map(Insight::toJson)
					.toList());
		CriticalPath path = CriticalPath.of(tree.root());
		RepeatGroups groups = RepeatGroups.of(tree);
		long start = tree.start();
		List<Attributes> resources = tree.nodes()
			.stream()
			.map((node) -> node.span().resource())
			.filter((resource) -> !resource.isEmpty())
			.distinct()
			.toList();
		json.put("spans", tree.nodes().stream().map((node) -> {
			Map<String, Object> span = span(node, start, path.nanos(node), groups.of(node));
			int resource = resources.indexOf(node.span().resource());
			if (resource >= 0) {
				span.put("resource", resource);
			}
			return span;
		}).toList());
		if (!trace.stacks().isEmpty()) {
			json.put("stacks", stacks(trace, tree, start));
		}
		json.put("resources", resources.stream().map(TraceJson::attributes).toList());
		json.put("logs", (traceLogs != null) ? traceLogs.lines(trace.traceId()) : List.of());
		return json;
	}

	/**
	 * Returns the stack samples of slow requests, from the time when they became slow.
	 */
	private Map<String, Object> stacks(StoredTrace trace, SpanTree tree, long start) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("intervalUs",
				PageTimes.of(trace.stacks().stream().mapToLong(StackSamples::intervalNanos).max().orElse(0)));
		json.put("samples", trace.stacks().stream().mapToInt((stacks) -> stacks.samples().size()).sum());
		json.put("offsetUs", PageTimes
			.of(trace.stacks().stream().mapToLong((stacks) -> stacks.samples().get(0).epochNanos()).min().orElse(start)
					- start));
		json.put("gaps",
				SampledGap.of(trace, tree, this.application)
					.stream()
					.map((gap) -> gap.toJson(start, this.application))
					.toList());
		return json;
	}

	/**
	 * Returns a trace for people and assistants.
	 * @param trace a trace with at least one span
	 * @return Markdown
	 */
	String markdown(StoredTrace trace) {
		SpanTree tree = SpanTree.of(trace);
		return TraceMarkdown.of(of(trace), tree, this.summaries.of(trace, tree));
	}

	private Map<String, Object> span(SpanNode node, long traceStart, long critical,
			RepeatGroups.@Nullable Place place) {
		StoredSpan span = node.span();
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("spanId", span.spanId());
		if (!node.isInCircle()) {
			PageTimes.putIfPresent(json, "parentId", span.parentSpanId());
		}
		json.put("name", span.name());
		json.put("kind", span.kind().name().toLowerCase(Locale.ROOT));
		json.put("category", node.category().toString());
		PageTimes.putIfPresent(json, "tag", SpanTag.of(span, node.category()));
		json.put("service", span.service());
		json.put("local", span.local());
		json.put("startUs", PageTimes.instant(span.startNanos()));
		json.put("offsetUs", PageTimes.of(span.startNanos() - traceStart));
		json.put("durationUs", PageTimes.of(span.durationNanos()));
		json.put("selfUs", PageTimes.of(node.selfNanos()));
		json.put("criticalUs", PageTimes.of(critical));
		if (place != null) {
			json.put("repeatGroup", Map.of("id", place.id(), "count", place.count(), "index", place.index()));
		}
		outcome(span, json);
		sql(span, json);
		CodeLocation code = CodeLocation.of(span);
		PageTimes.putIfPresent(json, "code", (code != null) ? code.toJson() : null);
		json.put("attributes", attributes(span.attributes()));
		json.put("events", span.events().stream().map((event) -> event(event, traceStart)).toList());
		json.put("links", span.links().stream().map(TraceJson::link).toList());
		json.put("scope", span.scope());
		if (!span.scopeVersion().isEmpty()) {
			json.put("scopeVersion", span.scopeVersion());
		}
		PageTimes.putIfPresent(json, "exception", this.stackTraces.of(span));
		return json;
	}

	private static void outcome(StoredSpan span, Map<String, Object> json) {
		json.put("status", span.status().name().toLowerCase(Locale.ROOT));
		if (!span.statusDescription().isEmpty()) {
			json.put("statusDescription", span.statusDescription());
		}
		if (span.status() == StatusCode.ERROR) {
			json.put("error", Failure.type(span));
		}
		PageTimes.putIfPresent(json, "statusCode", span.attributes().get(SpanKeys.STATUS));
	}

	private static void sql(StoredSpan span, Map<String, Object> json) {
		String text = span.attributes().get(SpanKeys.DB_TEXT);
		if (text != null) {
			Map<String, Object> sql = new LinkedHashMap<>();
			sql.put("text", text);
			PageTimes.putIfPresent(sql, "system", span.attributes().get(SpanKeys.DB_SYSTEM));
			PageTimes.putIfPresent(sql, "rows", span.attributes().get(SpanKeys.DB_ROWS));
			json.put("sql", sql);
		}
	}

	private static Map<String, Object> event(StoredSpan.Event event, long traceStart) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("name", event.name());
		json.put("offsetUs", PageTimes.of(event.epochNanos() - traceStart));
		json.put("attributes", attributes(event.attributes()));
		return json;
	}

	private static Map<String, Object> link(StoredSpan.Link link) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("traceId", link.traceId());
		json.put("spanId", link.spanId());
		if (!link.attributes().isEmpty()) {
			json.put("attributes", attributes(link.attributes()));
		}
		return json;
	}

	private static List<Map<String, Object>> attributes(Attributes attributes) {
		List<Map<String, Object>> json = new ArrayList<>();
		attributes.forEach((key, value) -> {
			Map<String, Object> attribute = new LinkedHashMap<>();
			attribute.put("key", key.getKey());
			attribute.put("type", type(key));
			attribute.put("value", value(value));
			json.add(attribute);
		});
		return json;
	}

	private static String type(AttributeKey<?> key) {
		String name = key.getType().name().toLowerCase(Locale.ROOT);
		return name.endsWith("_array") ? name.replace("_array", "[]") : name;
	}

	/**
	 * Converts a value, because JSON has no infinity or NaN.
	 */
	private static Object value(Object value) {
		if (value instanceof Double number && !Double.isFinite(number)) {
			return number.toString();
		}
		if (value instanceof List<?> values) {
			return values.stream().map((element) -> value(element)).toList();
		}
		return (value instanceof String || value instanceof Number || value instanceof Boolean) ? value
				: String.valueOf(value);
	}

}
