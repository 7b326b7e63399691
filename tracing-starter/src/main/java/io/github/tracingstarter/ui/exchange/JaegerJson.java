package io.github.tracingstarter.ui.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

/**
 * The JSON of Jaeger's query API, which its page also accepts as a file. Properties that
 * have no field in Jaeger are tags, with the names that OpenTelemetry specifies.
 */
final class JaegerJson {

	private static final JsonWriter<Object> JSON = JsonWriter.standard();

	private static final String KIND = "span.kind";

	private static final String SERVICE_NAME = "service.name";

	private static final String ERROR = "error";

	private static final String EVENT = "event";

	private static final int TRACE_ID_DIGITS = 32;

	private static final int SPAN_ID_DIGITS = 16;

	private JaegerJson() {
	}

	static Map<String, Object> write(String traceId, List<StoredSpan> spans) {
		Map<Map.Entry<String, Attributes>, String> processIds = new LinkedHashMap<>();
		List<Object> jaegerSpans = new ArrayList<>();
		for (StoredSpan span : spans) {
			String processId = processIds.computeIfAbsent(Map.entry(span.service(), span.resource()),
					(key) -> "p" + (processIds.size() + 1));
			jaegerSpans.add(span(span, processId));
		}
		Map<String, Object> processes = new LinkedHashMap<>();
		processIds.forEach((process, id) -> processes.put(id, process(process.getKey(), process.getValue())));
		Map<String, Object> trace = new LinkedHashMap<>();
		trace.put("traceID", traceId);
		trace.put("spans", jaegerSpans);
		trace.put("processes", processes);
		return Map.of("data", List.of(trace));
	}

	private static Map<String, Object> process(String service, Attributes resource) {
		List<Object> tags = new ArrayList<>();
		resource.forEach((key, value) -> {
			if (!key.getKey().equals(SERVICE_NAME)) {
				tags.add(tag(key.getKey(), value));
			}
		});
		return Map.of("serviceName", service, "tags", tags);
	}

	private static Map<String, Object> span(StoredSpan span, String processId) {
		List<Object> references = new ArrayList<>();
		if (span.parentSpanId() != null) {
			references.add(reference("CHILD_OF", span.traceId(), span.parentSpanId()));
		}
		span.links().forEach((link) -> references.add(reference("FOLLOWS_FROM", link.traceId(), link.spanId())));
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("traceID", span.traceId());
		json.put("spanID", span.spanId());
		json.put("flags", 1);
		json.put("operationName", span.name());
		json.put("references", references);
		json.put("startTime", micros(span.startNanos()));
		json.put("duration", micros(span.durationNanos()));
		json.put("tags", tags(span));
		json.put("logs", span.events().stream().map(JaegerJson::log).toList());
		json.put("processID", processId);
		return json;
	}

	private static Map<String, Object> reference(String type, String traceId, String spanId) {
		return Map.of("refType", type, "traceID", traceId, "spanID", spanId);
	}

	private static List<Object> tags(StoredSpan span) {
		List<Object> tags = new ArrayList<>();
		span.attributes().forEach((key, value) -> tags.add(tag(key.getKey(), value)));
		tags.add(tag(KIND, span.kind().name().toLowerCase(Locale.ROOT)));
		if (span.status() != StatusCode.UNSET) {
			tags.add(tag(SpanTags.STATUS, span.status().name()));
		}
		if (span.status() == StatusCode.ERROR) {
			tags.add(tag(ERROR, true));
		}
		if (!span.statusDescription().isEmpty()) {
			tags.add(tag(SpanTags.STATUS_DESCRIPTION, span.statusDescription()));
		}
		tags.add(tag(SpanTags.SCOPE, span.scope()));
		if (!span.scopeVersion().isEmpty()) {
			tags.add(tag(SpanTags.SCOPE_VERSION, span.scopeVersion()));
		}
		return tags;
	}

	private static Map<String, Object> log(StoredSpan.Event event) {
		List<Object> fields = new ArrayList<>();
		fields.add(tag(EVENT, event.name()));
		event.attributes().forEach((key, value) -> fields.add(tag(key.getKey(), value)));
		return Map.of("timestamp", micros(event.epochNanos()), "fields", fields);
	}

	private static Map<String, Object> tag(String key, Object value) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("key", key);
		if (value instanceof Boolean) {
			json.put("type", "bool");
			json.put("value", value);
		}
		else if (value instanceof Long) {
			json.put("type", "int64");
			json.put("value", value);
		}
		else if (value instanceof Double number && Double.isFinite(number)) {
			json.put("type", "float64");
			json.put("value", value);
		}
		else {
			json.put("type", "string");
			json.put("value", text(value));
		}
		return json;
	}

	private static String text(Object value) {
		if (value instanceof List<?> list) {
			return JSON.writeToString(list.stream().map(JaegerJson::writable).toList());
		}
		return (value instanceof Value<?> any) ? any.asString() : value.toString();
	}

	private static Object writable(Object value) {
		return (value instanceof Double number && !Double.isFinite(number)) ? value.toString() : value;
	}

	private static long micros(long nanos) {
		return TimeUnit.NANOSECONDS.toMicros(nanos);
	}

	static ReadSpans read(JsonObject document) {
		ReadSpans spans = new ReadSpans();
		read(document.objects("data"), spans);
		return spans;
	}

	static void read(List<JsonObject> traces, ReadSpans spans) {
		for (JsonObject trace : traces) {
			Map<String, Origin> origins = new HashMap<>();
			JsonObject processes = trace.object("processes");
			processes.members()
				.keySet()
				.forEach((id) -> origins.put(String.valueOf(id), origin(processes.object(String.valueOf(id)))));
			trace.objects("spans").forEach((span) -> spans.add(() -> readSpan(span, origins)));
		}
	}

	private static Origin origin(JsonObject process) {
		ReadAttributes attributes = new ReadAttributes();
		attributes.put(SERVICE_NAME, process.has("serviceName") ? process.text("serviceName") : null);
		process.objects("tags").forEach((tag) -> attributes.put(tag.text("key"), readValue(tag)));
		return Origin.of(attributes.build());
	}

	private static StoredSpan readSpan(JsonObject json, Map<String, Origin> origins) {
		SpanDraft draft = new SpanDraft();
		draft.traceId = padded(json.text("traceID"), TRACE_ID_DIGITS);
		draft.spanId = padded(json.text("spanID"), SPAN_ID_DIGITS);
		draft.parentSpanId = padded(json.text("parentSpanID"), SPAN_ID_DIGITS);
		for (JsonObject reference : json.objects("references")) {
			String traceId = padded(reference.text("traceID"), TRACE_ID_DIGITS);
			String spanId = padded(reference.text("spanID"), SPAN_ID_DIGITS);
			if (reference.text("refType").equals("CHILD_OF") && traceId.equalsIgnoreCase(draft.traceId)) {
				draft.parentSpanId = spanId;
			}
			else {
				draft.link(traceId, spanId, Attributes.empty());
			}
		}
		draft.name = json.text("operationName");
		draft.startNanos = nanos(json.number("startTime"));
		draft.endNanos = draft.startNanos + nanos(json.number("duration"));
		json.objects("tags").forEach((tag) -> readTag(tag, draft));
		for (JsonObject log : json.objects("logs")) {
			readLog(log, draft);
		}
		Origin process = json.has("process") ? origin(json.object("process"))
				: origins.getOrDefault(json.text("processID"), Origin.of(Attributes.empty()));
		return draft.build(process.withScope(draft.scope, draft.scopeVersion));
	}

	private static void readTag(JsonObject tag, SpanDraft draft) {
		String key = tag.text("key");
		if (SpanTags.read(key, tag.text("value"), draft)) {
			return;
		}
		switch (key) {
			case KIND -> draft.kind = kind(tag.text("value"));
			case ERROR -> readError(tag, draft);
			default -> draft.attributes.put(key, readValue(tag));
		}
	}

	private static void readError(JsonObject tag, SpanDraft draft) {
		if (Boolean.TRUE.equals(tag.get("value")) || "true".equals(tag.get("value"))) {
			draft.status = StatusCode.ERROR;
		}
		else if (!Boolean.FALSE.equals(tag.get("value"))) {
			draft.attributes.put(ERROR, readValue(tag));
		}
	}

	private static void readLog(JsonObject log, SpanDraft draft) {
		String name = "log";
		ReadAttributes attributes = new ReadAttributes();
		for (JsonObject field : log.objects("fields")) {
			if (field.text("key").equals(EVENT)) {
				name = field.text("value");
			}
			else {
				attributes.put(field.text("key"), readValue(field));
			}
		}
		draft.event(name, nanos(log.number("timestamp")), attributes.build());
	}

	private static @Nullable Object readValue(JsonObject tag) {
		Object value = tag.get("value");
		return switch (tag.text("type")) {
			case "bool" -> (value instanceof String text) ? Boolean.valueOf(text) : booleanOrNull(value);
			case "int64" -> JsonObject.toLong(value);
			case "float64" -> JsonObject.toDouble(value);
			default -> (value != null) ? value.toString() : null;
		};
	}

	private static @Nullable Boolean booleanOrNull(@Nullable Object value) {
		return (value instanceof Boolean bool) ? bool : null;
	}

	private static SpanKind kind(String name) {
		return switch (name) {
			case "server" -> SpanKind.SERVER;
			case "client" -> SpanKind.CLIENT;
			case "producer" -> SpanKind.PRODUCER;
			case "consumer" -> SpanKind.CONSUMER;
			default -> SpanKind.INTERNAL;
		};
	}

	/**
	 * Restores the leading zeros of an id, which older versions of Jaeger omit.
	 */
	static String padded(String id, int digits) {
		return (id.isEmpty() || id.length() >= digits) ? id : "0".repeat(digits - id.length()) + id;
	}

	private static long nanos(long micros) {
		return TimeUnit.MICROSECONDS.toNanos(micros);
	}

}
