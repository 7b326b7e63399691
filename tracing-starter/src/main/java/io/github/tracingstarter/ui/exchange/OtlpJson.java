package io.github.tracingstarter.ui.exchange;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.otlp.OtlpEnums;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * OTLP in JSON: the proto3 mapping, but with ids in hex and enums as numbers. Tempo and
 * Jaeger use plain proto3, with ids in base64 and the names of enums, which are accepted
 * as well.
 */
final class OtlpJson {

	private static final int TRACE_ID_IN_BASE64 = 24;

	private static final int SPAN_ID_IN_BASE64 = 12;

	private OtlpJson() {
	}

	static Map<String, Object> write(List<StoredSpan> spans) {
		Map<Map.Entry<String, Attributes>, Map<Origin, List<StoredSpan>>> byResource = new LinkedHashMap<>();
		for (StoredSpan span : spans) {
			Origin origin = new Origin(span.service(), span.resource(), span.scope(), span.scopeVersion());
			byResource.computeIfAbsent(origin.withoutScope(), (key) -> new LinkedHashMap<>())
				.computeIfAbsent(origin, (key) -> new ArrayList<>())
				.add(span);
		}
		return Map.of("resourceSpans", byResource.values().stream().map(OtlpJson::resourceSpans).toList());
	}

	private static Map<String, Object> resourceSpans(Map<Origin, List<StoredSpan>> byScope) {
		Origin resource = byScope.keySet().iterator().next();
		List<Object> scopeSpans = new ArrayList<>();
		byScope.forEach((origin, spans) -> scopeSpans
			.add(members("scope", scope(origin), "spans", spans.stream().map(OtlpJson::span).toList())));
		return members("resource", Map.of("attributes", attributes(resource.describe())), "scopeSpans", scopeSpans);
	}

	private static Map<String, Object> scope(Origin origin) {
		return origin.scopeVersion().isEmpty() ? Map.of("name", origin.scope())
				: members("name", origin.scope(), "version", origin.scopeVersion());
	}

	private static Map<String, Object> span(StoredSpan span) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("traceId", span.traceId());
		json.put("spanId", span.spanId());
		if (span.parentSpanId() != null) {
			json.put("parentSpanId", span.parentSpanId());
		}
		json.put("name", span.name());
		json.put("kind", OtlpEnums.number(span.kind()));
		json.put("startTimeUnixNano", String.valueOf(span.startNanos()));
		json.put("endTimeUnixNano", String.valueOf(span.endNanos()));
		json.put("attributes", attributes(span.attributes()));
		json.put("events", span.events().stream().map(OtlpJson::event).toList());
		json.put("links", span.links().stream().map(OtlpJson::link).toList());
		json.put("status", status(span));
		return json;
	}

	private static Map<String, Object> event(StoredSpan.Event event) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("timeUnixNano", String.valueOf(event.epochNanos()));
		json.put("name", event.name());
		json.put("attributes", attributes(event.attributes()));
		return json;
	}

	private static Map<String, Object> link(StoredSpan.Link link) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("traceId", link.traceId());
		json.put("spanId", link.spanId());
		json.put("attributes", attributes(link.attributes()));
		return json;
	}

	private static Map<String, Object> status(StoredSpan span) {
		Map<String, Object> json = new LinkedHashMap<>();
		if (!span.statusDescription().isEmpty()) {
			json.put("message", span.statusDescription());
		}
		if (span.status() != StatusCode.UNSET) {
			json.put("code", OtlpEnums.number(span.status()));
		}
		return json;
	}

	private static List<Object> attributes(Attributes attributes) {
		List<Object> list = new ArrayList<>();
		attributes.forEach((key, value) -> list.add(keyValue(key.getKey(), value)));
		return list;
	}

	private static Map<String, Object> keyValue(String key, Object value) {
		return members("key", key, "value", anyValue(value));
	}

	private static Map<String, Object> members(String name, Object value, String nextName, Object nextValue) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put(name, value);
		json.put(nextName, nextValue);
		return json;
	}

	private static Map<String, Object> anyValue(Object value) {
		if (value instanceof Boolean) {
			return Map.of("boolValue", value);
		}
		if (value instanceof Long) {
			return Map.of("intValue", value.toString());
		}
		if (value instanceof Double number) {
			return Map.of("doubleValue", Double.isFinite(number) ? value : value.toString());
		}
		if (value instanceof List<?> list) {
			List<Object> values = new ArrayList<>();
			list.forEach((element) -> values.add(anyValue(element)));
			return Map.of("arrayValue", Map.of("values", values));
		}
		return Map.of("stringValue", (value instanceof Value<?> any) ? any.asString() : value.toString());
	}

	static ReadSpans read(JsonObject request) {
		ReadSpans spans = new ReadSpans();
		read(request.objects("resourceSpans"), spans);
		return spans;
	}

	static void read(List<JsonObject> list, ReadSpans spans) {
		for (JsonObject resourceSpans : list) {
			Origin resource = Origin.of(readAttributes(resourceSpans.object("resource")));
			readScopes(resourceSpans.objects("scopeSpans"), "scope", resource, spans);
			readScopes(resourceSpans.objects("instrumentationLibrarySpans"), "instrumentationLibrary", resource, spans);
		}
	}

	private static void readScopes(List<JsonObject> list, String name, Origin resource, ReadSpans spans) {
		for (JsonObject scopeSpans : list) {
			JsonObject scope = scopeSpans.object(name);
			Origin origin = resource.withScope(scope.text("name"), scope.text("version"));
			scopeSpans.objects("spans").forEach((span) -> spans.add(() -> readSpan(span, origin)));
		}
	}

	private static StoredSpan readSpan(JsonObject json, Origin origin) {
		SpanDraft draft = new SpanDraft();
		draft.traceId = traceId(json);
		draft.spanId = spanId(json);
		draft.parentSpanId = id(json.text("parentSpanId"), SPAN_ID_IN_BASE64);
		draft.name = json.text("name");
		draft.kind = kind(json);
		draft.startNanos = json.number("startTimeUnixNano");
		draft.endNanos = json.number("endTimeUnixNano");
		draft.statusDescription = json.object("status").text("message");
		draft.status = statusCode(json.object("status"));
		readAttributes(json, draft.attributes);
		for (JsonObject event : json.objects("events")) {
			draft.event(event.text("name"), event.number("timeUnixNano"), readAttributes(event));
		}
		for (JsonObject link : json.objects("links")) {
			draft.link(traceId(link), spanId(link), readAttributes(link));
		}
		return draft.build(origin);
	}

	private static SpanKind kind(JsonObject span) {
		return switch (span.text("kind")) {
			case "SPAN_KIND_SERVER" -> SpanKind.SERVER;
			case "SPAN_KIND_CLIENT" -> SpanKind.CLIENT;
			case "SPAN_KIND_PRODUCER" -> SpanKind.PRODUCER;
			case "SPAN_KIND_CONSUMER" -> SpanKind.CONSUMER;
			default -> OtlpEnums.spanKind(span.number("kind"));
		};
	}

	private static StatusCode statusCode(JsonObject status) {
		return switch (status.text("code")) {
			case "STATUS_CODE_OK" -> StatusCode.OK;
			case "STATUS_CODE_ERROR" -> StatusCode.ERROR;
			default -> OtlpEnums.statusCode(status.number("code"));
		};
	}

	static String traceId(JsonObject json) {
		return id(json.text("traceId"), TRACE_ID_IN_BASE64);
	}

	static String spanId(JsonObject json) {
		return id(json.text("spanId"), SPAN_ID_IN_BASE64);
	}

	/**
	 * Returns an id, whose encoding is recognized by its length.
	 */
	private static String id(String text, int lengthInBase64) {
		byte[] bytes = (text.length() == lengthInBase64) ? bytes(text) : null;
		return (bytes != null) ? HexFormat.of().formatHex(bytes) : text;
	}

	static Attributes readAttributes(JsonObject json) {
		ReadAttributes attributes = new ReadAttributes();
		readAttributes(json, attributes);
		return attributes.build();
	}

	static void readAttributes(JsonObject json, ReadAttributes attributes) {
		for (JsonObject attribute : json.objects("attributes")) {
			attributes.put(attribute.text("key"), readValue(attribute.object("value")));
		}
	}

	static @Nullable Object readValue(JsonObject value) {
		if (value.get("stringValue") instanceof String text) {
			return text;
		}
		if (value.get("boolValue") instanceof Boolean bool) {
			return bool;
		}
		if (value.has("intValue")) {
			return JsonObject.toLong(value.get("intValue"));
		}
		if (value.has("doubleValue")) {
			return JsonObject.toDouble(value.get("doubleValue"));
		}
		if (value.has("arrayValue")) {
			List<@Nullable Object> list = new ArrayList<>();
			value.object("arrayValue").objects("values").forEach((element) -> list.add(readValue(element)));
			return list;
		}
		if (value.has("kvlistValue")) {
			Map<String, @Nullable Object> map = new LinkedHashMap<>();
			value.object("kvlistValue")
				.objects("values")
				.forEach((member) -> map.put(member.text("key"), readValue(member.object("value"))));
			return map;
		}
		return value.has("bytesValue") ? bytes(value.text("bytesValue")) : null;
	}

	private static byte @Nullable [] bytes(String base64) {
		try {
			return Base64.getDecoder().decode(base64);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
