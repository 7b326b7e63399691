package io.github.tracingstarter.ui.exchange;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.otlp.OtlpEnums;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * OTLP in JSON: the proto3 mapping, but with ids in hex and enums as numbers.
 */
final class OtlpJson {

	static final String SERVICE_NAME = "service.name";

	static final String UNKNOWN_SERVICE = "unknown_service";

	private OtlpJson() {
	}

	static Map<String, Object> write(List<StoredSpan> spans) {
		Map<String, Map<String, List<StoredSpan>>> byOrigin = new LinkedHashMap<>();
		for (StoredSpan span : spans) {
			byOrigin.computeIfAbsent(span.service(), (service) -> new LinkedHashMap<>())
				.computeIfAbsent(span.scope(), (scope) -> new ArrayList<>())
				.add(span);
		}
		List<Object> resourceSpans = new ArrayList<>();
		byOrigin.forEach((service, byScope) -> {
			List<Object> scopeSpans = new ArrayList<>();
			byScope.forEach((scope, ofScope) -> scopeSpans
				.add(members("scope", Map.of("name", scope), "spans", ofScope.stream().map(OtlpJson::span).toList())));
			resourceSpans.add(members("resource", Map.of("attributes", List.of(keyValue(SERVICE_NAME, service))),
					"scopeSpans", scopeSpans));
		});
		return Map.of("resourceSpans", resourceSpans);
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
		for (JsonObject resourceSpans : request.objects("resourceSpans")) {
			String service = service(resourceSpans.object("resource"));
			for (JsonObject scopeSpans : resourceSpans.objects("scopeSpans")) {
				String scope = scopeSpans.object("scope").text("name");
				scopeSpans.objects("spans").forEach((span) -> spans.add(() -> readSpan(span, service, scope)));
			}
		}
		return spans;
	}

	private static String service(JsonObject resource) {
		for (JsonObject attribute : resource.objects("attributes")) {
			if (attribute.text("key").equals(SERVICE_NAME) && attribute.object("value").has("stringValue")) {
				return attribute.object("value").text("stringValue");
			}
		}
		return UNKNOWN_SERVICE;
	}

	private static StoredSpan readSpan(JsonObject json, String service, String scope) {
		SpanDraft draft = new SpanDraft();
		draft.traceId = json.text("traceId");
		draft.spanId = json.text("spanId");
		draft.parentSpanId = json.text("parentSpanId");
		draft.name = json.text("name");
		draft.kind = OtlpEnums.spanKind(json.number("kind"));
		draft.startNanos = json.number("startTimeUnixNano");
		draft.endNanos = json.number("endTimeUnixNano");
		draft.statusDescription = json.object("status").text("message");
		draft.status = OtlpEnums.statusCode(json.object("status").number("code"));
		readAttributes(json, draft.attributes);
		for (JsonObject event : json.objects("events")) {
			draft.event(event.text("name"), event.number("timeUnixNano"), readAttributes(event));
		}
		for (JsonObject link : json.objects("links")) {
			draft.link(link.text("traceId"), link.text("spanId"), readAttributes(link));
		}
		return draft.build(service, scope);
	}

	private static Attributes readAttributes(JsonObject json) {
		ReadAttributes attributes = new ReadAttributes();
		readAttributes(json, attributes);
		return attributes.build();
	}

	private static void readAttributes(JsonObject json, ReadAttributes attributes) {
		for (JsonObject attribute : json.objects("attributes")) {
			attributes.put(attribute.text("key"), readValue(attribute.object("value")));
		}
	}

	private static @Nullable Object readValue(JsonObject value) {
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
