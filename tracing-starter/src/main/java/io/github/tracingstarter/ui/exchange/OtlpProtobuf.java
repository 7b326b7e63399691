package io.github.tracingstarter.ui.exchange;

import java.util.HexFormat;

import io.github.tracingstarter.otlp.OtlpEnums;
import io.github.tracingstarter.otlp.OtlpFields;
import io.github.tracingstarter.otlp.OtlpKeyValue;
import io.github.tracingstarter.otlp.ProtobufReader;
import io.github.tracingstarter.ui.store.StoredSpan;

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
		// Fields may come in any order, and the service is needed for all spans.
		String service = service(reader.copy());
		while (reader.next()) {
			if (reader.tag() == OtlpFields.RESOURCE_RECORDS_SCOPE) {
				scopeSpans(reader.message(), service, spans);
			}
			else {
				reader.skip();
			}
		}
	}

	private static String service(ProtobufReader resourceSpans) {
		String service = OtlpJson.UNKNOWN_SERVICE;
		while (resourceSpans.next()) {
			if (resourceSpans.tag() == OtlpFields.RESOURCE_RECORDS_RESOURCE) {
				service = serviceName(resourceSpans.message());
			}
			else {
				resourceSpans.skip();
			}
		}
		return service;
	}

	private static String serviceName(ProtobufReader resource) {
		String service = OtlpJson.UNKNOWN_SERVICE;
		while (resource.next()) {
			if (resource.tag() == OtlpFields.RESOURCE_ATTRIBUTE) {
				OtlpKeyValue attribute = OtlpKeyValue.read(resource.message());
				if (attribute.key().equals(OtlpJson.SERVICE_NAME) && attribute.value() instanceof String name) {
					service = name;
				}
			}
			else {
				resource.skip();
			}
		}
		return service;
	}

	private static void scopeSpans(ProtobufReader reader, String service, ReadSpans spans) {
		String scope = scope(reader.copy());
		while (reader.next()) {
			if (reader.tag() == OtlpFields.SCOPE_RECORDS_RECORD) {
				ProtobufReader span = reader.message();
				spans.add(() -> span(span, service, scope));
			}
			else {
				reader.skip();
			}
		}
	}

	private static String scope(ProtobufReader scopeSpans) {
		String scope = "";
		while (scopeSpans.next()) {
			if (scopeSpans.tag() == OtlpFields.SCOPE_RECORDS_SCOPE) {
				scope = scopeName(scopeSpans.message());
			}
			else {
				scopeSpans.skip();
			}
		}
		return scope;
	}

	private static String scopeName(ProtobufReader scope) {
		String name = "";
		while (scope.next()) {
			if (scope.tag() == OtlpFields.SCOPE_NAME) {
				name = scope.string();
			}
			else {
				scope.skip();
			}
		}
		return name;
	}

	private static StoredSpan span(ProtobufReader reader, String service, String scope) {
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
		return draft.build(service, scope);
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
