package io.github.tracingstarter.ui.exchange;

import java.util.HexFormat;

import io.github.tracingstarter.otlp.OtlpEnums;
import io.github.tracingstarter.otlp.OtlpFields;
import io.github.tracingstarter.otlp.OtlpKeyValue;
import io.github.tracingstarter.otlp.ProtobufReader;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.Attributes;

/**
 * Reads an {@code ExportTraceServiceRequest} of OTLP.
 */
final class OtlpProtobuf {

	private OtlpProtobuf() {
	}

	static ReadSpans read(byte[] message) {
		ReadSpans spans = new ReadSpans();
		ProtobufReader request = new ProtobufReader(message);
		while (request.next()) {
			if (request.tag() == OtlpFields.REQUEST_RESOURCE) {
				resourceSpans(request.message(), spans);
			}
			else {
				request.skip();
			}
		}
		return spans;
	}

	private static void resourceSpans(ProtobufReader reader, ReadSpans spans) {
		// Fields may come in any order, and the resource is needed for all spans.
		Origin origin = Origin.of(resource(reader.copy()));
		while (reader.next()) {
			if (reader.tag() == OtlpFields.RESOURCE_RECORDS_SCOPE) {
				scopeSpans(reader.message(), origin, spans);
			}
			else {
				reader.skip();
			}
		}
	}

	private static Attributes resource(ProtobufReader resourceSpans) {
		ReadAttributes attributes = new ReadAttributes();
		while (resourceSpans.next()) {
			if (resourceSpans.tag() == OtlpFields.RESOURCE_RECORDS_RESOURCE) {
				resource(resourceSpans.message(), attributes);
			}
			else {
				resourceSpans.skip();
			}
		}
		return attributes.build();
	}

	private static void resource(ProtobufReader resource, ReadAttributes attributes) {
		while (resource.next()) {
			if (resource.tag() == OtlpFields.RESOURCE_ATTRIBUTE) {
				attribute(resource, attributes);
			}
			else {
				resource.skip();
			}
		}
	}

	private static void scopeSpans(ProtobufReader reader, Origin resource, ReadSpans spans) {
		Origin origin = scope(reader.copy(), resource);
		while (reader.next()) {
			if (reader.tag() == OtlpFields.SCOPE_RECORDS_RECORD) {
				ProtobufReader span = reader.message();
				spans.add(() -> span(span, origin));
			}
			else {
				reader.skip();
			}
		}
	}

	private static Origin scope(ProtobufReader scopeSpans, Origin resource) {
		Origin origin = resource;
		while (scopeSpans.next()) {
			if (scopeSpans.tag() == OtlpFields.SCOPE_RECORDS_SCOPE) {
				origin = scopeName(scopeSpans.message(), resource);
			}
			else {
				scopeSpans.skip();
			}
		}
		return origin;
	}

	private static Origin scopeName(ProtobufReader scope, Origin resource) {
		String name = "";
		String version = "";
		while (scope.next()) {
			switch (scope.tag()) {
				case OtlpFields.SCOPE_NAME -> name = scope.string();
				case OtlpFields.SCOPE_VERSION -> version = scope.string();
				default -> scope.skip();
			}
		}
		return resource.withScope(name, version);
	}

	private static StoredSpan span(ProtobufReader reader, Origin origin) {
		SpanDraft draft = new SpanDraft();
		while (reader.next()) {
			switch (reader.tag()) {
				case OtlpFields.SPAN_TRACE_ID -> draft.traceId = hex(reader);
				case OtlpFields.SPAN_ID -> draft.spanId = hex(reader);
				case OtlpFields.SPAN_PARENT_ID -> draft.parentSpanId = hex(reader);
				case OtlpFields.SPAN_NAME -> draft.name = reader.string();
				case OtlpFields.SPAN_KIND -> draft.kind = OtlpEnums.spanKind(reader.varint());
				case OtlpFields.SPAN_START_TIME -> draft.startNanos = reader.fixed64();
				case OtlpFields.SPAN_END_TIME -> draft.endNanos = reader.fixed64();
				case OtlpFields.SPAN_ATTRIBUTE -> attribute(reader, draft.attributes);
				case OtlpFields.SPAN_EVENT -> event(reader.message(), draft);
				case OtlpFields.SPAN_LINK -> link(reader.message(), draft);
				case OtlpFields.SPAN_STATUS -> status(reader.message(), draft);
				default -> reader.skip();
			}
		}
		return draft.build(origin);
	}

	private static void event(ProtobufReader reader, SpanDraft draft) {
		long time = 0;
		String name = "";
		ReadAttributes attributes = new ReadAttributes();
		while (reader.next()) {
			switch (reader.tag()) {
				case OtlpFields.EVENT_TIME -> time = reader.fixed64();
				case OtlpFields.EVENT_NAME -> name = reader.string();
				case OtlpFields.EVENT_ATTRIBUTE -> attribute(reader, attributes);
				default -> reader.skip();
			}
		}
		draft.event(name, time, attributes.build());
	}

	private static void link(ProtobufReader reader, SpanDraft draft) {
		String traceId = "";
		String spanId = "";
		ReadAttributes attributes = new ReadAttributes();
		while (reader.next()) {
			switch (reader.tag()) {
				case OtlpFields.LINK_TRACE_ID -> traceId = hex(reader);
				case OtlpFields.LINK_SPAN_ID -> spanId = hex(reader);
				case OtlpFields.LINK_ATTRIBUTE -> attribute(reader, attributes);
				default -> reader.skip();
			}
		}
		draft.link(traceId, spanId, attributes.build());
	}

	private static void status(ProtobufReader reader, SpanDraft draft) {
		while (reader.next()) {
			switch (reader.tag()) {
				case OtlpFields.STATUS_MESSAGE -> draft.statusDescription = reader.string();
				case OtlpFields.STATUS_CODE -> draft.status = OtlpEnums.statusCode(reader.varint());
				default -> reader.skip();
			}
		}
	}

	private static void attribute(ProtobufReader reader, ReadAttributes attributes) {
		OtlpKeyValue attribute = OtlpKeyValue.read(reader.message());
		attributes.put(attribute.key(), attribute.value());
	}

	private static String hex(ProtobufReader reader) {
		return HexFormat.of().formatHex(reader.bytes());
	}

}
