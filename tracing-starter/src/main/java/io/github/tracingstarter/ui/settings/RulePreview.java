package io.github.tracingstarter.ui.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * Finds the recent traces that a new setting would not have recorded, or would keep if
 * sampling had not chosen them.
 */
final class RulePreview {

	private static final int MOST_TRACES = 10_000;

	private static final int MOST_SAMPLES = 10;

	private final TraceStore store;

	RulePreview(TraceStore store) {
		this.store = store;
	}

	/**
	 * Returns the effect of a setting.
	 * @param property the property
	 * @param value the new value
	 * @return the effect in a form that can be written as JSON
	 */
	Map<String, Object> of(LiveProperty property, String value) {
		Predicate<LiveProperty.Start> droppedTraces = property.preview(value);
		Predicate<LiveProperty.Start> droppedSpans = property.previewBelow(value);
		Predicate<LiveProperty.End> keptTraces = property.previewKept(value);
		List<StoredTrace> traces = this.store.changedSince(0, MOST_TRACES);
		List<Map<String, Object>> samples = new ArrayList<>();
		List<Map<String, Object>> keptSamples = new ArrayList<>();
		int matched = 0;
		int kept = 0;
		long spans = 0;
		for (StoredTrace trace : traces) {
			StoredSpan first = first(trace);
			boolean dropped = first != null && droppedTraces.test(start(first));
			long left = dropped ? 0
					: trace.spans()
						.stream()
						.filter((span) -> span.local() && span != first && droppedSpans.test(start(span)))
						.count();
			matched += dropped ? 1 : 0;
			spans += left;
			if (first != null && (dropped || left > 0)) {
				add(first, samples);
			}
			if (first != null && keptTraces != null && keptTraces.test(end(first, trace))) {
				kept++;
				add(first, keptSamples);
			}
		}
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("matched", matched);
		json.put("of", traces.size());
		json.put("spans", spans);
		json.put("samples", samples);
		if (keptTraces != null) {
			json.put("kept", kept);
			json.put("keptSamples", keptSamples);
		}
		String unpredictable = property.unpredictable();
		if (unpredictable != null) {
			json.put("unpredictable", unpredictable);
		}
		return json;
	}

	private static void add(StoredSpan first, List<Map<String, Object>> samples) {
		if (samples.size() < MOST_SAMPLES) {
			samples.add(Map.of("traceId", first.traceId(), "name", first.name()));
		}
	}

	/**
	 * Returns the span with which a trace entered this application, because its rules do
	 * not apply to the spans of others.
	 */
	private static @Nullable StoredSpan first(StoredTrace trace) {
		List<StoredSpan> local = trace.spans().stream().filter(StoredSpan::local).toList();
		Set<String> ids = local.stream().map(StoredSpan::spanId).collect(Collectors.toSet());
		return local.stream()
			.filter((span) -> span.parentSpanId() == null || !ids.contains(span.parentSpanId()))
			.min(Comparator.comparingLong(StoredSpan::startNanos))
			.orElse(null);
	}

	private static LiveProperty.Start start(StoredSpan span) {
		return new LiveProperty.Start(span.traceId(), span.parentSpanId() == null, span.kind(), span.name(),
				span.attributes());
	}

	private static LiveProperty.End end(StoredSpan first, StoredTrace trace) {
		boolean failedWithin = trace.spans()
			.stream()
			.anyMatch((span) -> span.local() && span != first && hasFailed(span));
		return new LiveProperty.End(first.kind(), first.name(), first.attributes(), hasFailed(first), failedWithin,
				first.durationNanos());
	}

	private static boolean hasFailed(StoredSpan span) {
		return span.status() == StatusCode.ERROR;
	}

}
