package io.github.tracingstarter.ui.exchange;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * Zipkin's JSON, version 2: a list of spans. Fields of OpenTelemetry that Zipkin does not
 * have are tags, with the names that OpenTelemetry specifies.
 */
final class ZipkinJson {

	private static final int TRACE_ID_DIGITS = 32;

	private static final int SPAN_ID_DIGITS = 16;

	private ZipkinJson() {
	}

	static boolean isSpan(JsonObject json) {
		return json.has("traceId") && json.has("id");
	}

	static void read(List<JsonObject> list, ReadSpans spans) {
		list.forEach((span) -> spans.add(() -> span(span)));
	}

	private static StoredSpan span(JsonObject json) {
		SpanDraft draft = new SpanDraft();
		draft.traceId = JaegerJson.padded(json.text("traceId"), TRACE_ID_DIGITS);
		draft.spanId = JaegerJson.padded(json.text("id"), SPAN_ID_DIGITS);
		// A server that shares the id of its client is its child.
		draft.parentSpanId = Boolean.TRUE.equals(json.get("shared")) ? draft.spanId
				: JaegerJson.padded(json.text("parentId"), SPAN_ID_DIGITS);
		draft.name = json.text("name");
		draft.kind = kind(json.text("kind"));
		draft.startNanos = TimeUnit.MICROSECONDS.toNanos(json.number("timestamp"));
		draft.endNanos = draft.startNanos + TimeUnit.MICROSECONDS.toNanos(json.number("duration"));
		for (JsonObject annotation : json.objects("annotations")) {
			draft.event(annotation.text("value"), TimeUnit.MICROSECONDS.toNanos(annotation.number("timestamp")),
					Attributes.empty());
		}
		JsonObject remote = json.object("remoteEndpoint");
		draft.attributes.put("peer.service", presence(remote.text("serviceName")));
		String address = remote.text("ipv4");
		draft.attributes.put("network.peer.address", presence(address.isEmpty() ? remote.text("ipv6") : address));
		draft.attributes.put("network.peer.port", remote.has("port") ? remote.number("port") : null);
		json.object("tags").members().forEach((key, value) -> tag(String.valueOf(key), String.valueOf(value), draft));
		String service = json.object("localEndpoint").text("serviceName");
		return draft.build(new Origin(service.isEmpty() ? Origin.UNKNOWN_SERVICE : service, Attributes.empty(),
				draft.scope, draft.scopeVersion));
	}

	private static void tag(String key, String value, SpanDraft draft) {
		if (key.equals("error")) {
			draft.status = StatusCode.ERROR;
			draft.statusDescription = value.equals("true") ? draft.statusDescription : value;
		}
		else if (!SpanTags.read(key, value, draft)) {
			draft.attributes.put(key, value);
		}
	}

	private static @Nullable String presence(String text) {
		return text.isEmpty() ? null : text;
	}

	private static SpanKind kind(String name) {
		return switch (name.toUpperCase(Locale.ROOT)) {
			case "SERVER" -> SpanKind.SERVER;
			case "CLIENT" -> SpanKind.CLIENT;
			case "PRODUCER" -> SpanKind.PRODUCER;
			case "CONSUMER" -> SpanKind.CONSUMER;
			default -> SpanKind.INTERNAL;
		};
	}

}
