package io.github.tracingstarter.ui.exchange;

import java.util.HexFormat;

import io.github.tracingstarter.ui.store.StoredSpan;

/**
 * Reads an {@code ExportTraceServiceRequest} of OTLP.
 */
final class OtlpProtobuf {

	private static final int REQUEST_RESOURCE_SPANS = 1 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int RESOURCE = 1 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int RESOURCE_ATTRIBUTE = 1 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int SCOPE_SPANS = 2 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int SCOPE = 1 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int SCOPE_NAME = 1 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int SPAN = 2 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int SPAN_TRACE_ID = 1 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int SPAN_ID = 2 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int SPAN_PARENT_ID = 4 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int SPAN_NAME = 5 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int SPAN_KIND = 6 << 3 | WireReader.VARINT;

	private static final int SPAN_START = 7 << 3 | WireReader.FIXED64;

	private static final int SPAN_END = 8 << 3 | WireReader.FIXED64;

	private static final int SPAN_ATTRIBUTE = 9 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int SPAN_EVENT = 11 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int SPAN_LINK = 13 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int SPAN_STATUS = 15 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int EVENT_TIME = 1 << 3 | WireReader.FIXED64;

	private static final int EVENT_NAME = 2 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int EVENT_ATTRIBUTE = 3 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int LINK_TRACE_ID = 1 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int LINK_SPAN_ID = 2 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int LINK_ATTRIBUTE = 4 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int STATUS_MESSAGE = 2 << 3 | WireReader.LENGTH_DELIMITED;

	private static final int STATUS_CODE = 3 << 3 | WireReader.VARINT;

	private OtlpProtobuf() {
	}

	static ReadSpans read(byte[] message) {
		ReadSpans spans = new ReadSpans();
		WireReader request = new WireReader(message);
		while (request.next()) {
			if (request.tag() == REQUEST_RESOURCE_SPANS) {
				resourceSpans(request.message(), spans);
			}
			else {
				request.skip();
			}
		}
		return spans;
	}

	private static void resourceSpans(WireReader reader, ReadSpans spans) {
		// Fields may come in any order, and the service is needed for all spans.
		String service = service(reader.copy());
		while (reader.next()) {
			if (reader.tag() == SCOPE_SPANS) {
				scopeSpans(reader.message(), service, spans);
			}
			else {
				reader.skip();
			}
		}
	}

	private static String service(WireReader resourceSpans) {
		String service = OtlpJson.UNKNOWN_SERVICE;
		while (resourceSpans.next()) {
			if (resourceSpans.tag() == RESOURCE) {
				service = serviceName(resourceSpans.message());
			}
			else {
				resourceSpans.skip();
			}
		}
		return service;
	}

	private static String serviceName(WireReader resource) {
		String service = OtlpJson.UNKNOWN_SERVICE;
		while (resource.next()) {
			if (resource.tag() == RESOURCE_ATTRIBUTE) {
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

	private static void scopeSpans(WireReader reader, String service, ReadSpans spans) {
		String scope = scope(reader.copy());
		while (reader.next()) {
			if (reader.tag() == SPAN) {
				WireReader span = reader.message();
				spans.add(() -> span(span, service, scope));
			}
			else {
				reader.skip();
			}
		}
	}

	private static String scope(WireReader scopeSpans) {
		String scope = "";
		while (scopeSpans.next()) {
			if (scopeSpans.tag() == SCOPE) {
				scope = scopeName(scopeSpans.message());
			}
			else {
				scopeSpans.skip();
			}
		}
		return scope;
	}

	private static String scopeName(WireReader scope) {
		String name = "";
		while (scope.next()) {
			if (scope.tag() == SCOPE_NAME) {
				name = scope.string();
			}
			else {
				scope.skip();
			}
		}
		return name;
	}

	private static StoredSpan span(WireReader reader, String service, String scope) {
		SpanDraft draft = new SpanDraft();
		while (reader.next()) {
			switch (reader.tag()) {
				case SPAN_TRACE_ID -> draft.traceId = hex(reader);
				case SPAN_ID -> draft.spanId = hex(reader);
				case SPAN_PARENT_ID -> draft.parentSpanId = hex(reader);
				case SPAN_NAME -> draft.name = reader.string();
				case SPAN_KIND -> draft.kind(reader.varint());
				case SPAN_START -> draft.startNanos = reader.fixed64();
				case SPAN_END -> draft.endNanos = reader.fixed64();
				case SPAN_ATTRIBUTE -> attribute(reader, draft.attributes);
				case SPAN_EVENT -> event(reader.message(), draft);
				case SPAN_LINK -> link(reader.message(), draft);
				case SPAN_STATUS -> status(reader.message(), draft);
				default -> reader.skip();
			}
		}
		return draft.build(service, scope);
	}

	private static void event(WireReader reader, SpanDraft draft) {
		long time = 0;
		String name = "";
		ReadAttributes attributes = new ReadAttributes();
		while (reader.next()) {
			switch (reader.tag()) {
				case EVENT_TIME -> time = reader.fixed64();
				case EVENT_NAME -> name = reader.string();
				case EVENT_ATTRIBUTE -> attribute(reader, attributes);
				default -> reader.skip();
			}
		}
		draft.event(name, time, attributes.build());
	}

	private static void link(WireReader reader, SpanDraft draft) {
		String traceId = "";
		String spanId = "";
		ReadAttributes attributes = new ReadAttributes();
		while (reader.next()) {
			switch (reader.tag()) {
				case LINK_TRACE_ID -> traceId = hex(reader);
				case LINK_SPAN_ID -> spanId = hex(reader);
				case LINK_ATTRIBUTE -> attribute(reader, attributes);
				default -> reader.skip();
			}
		}
		draft.link(traceId, spanId, attributes.build());
	}

	private static void status(WireReader reader, SpanDraft draft) {
		while (reader.next()) {
			switch (reader.tag()) {
				case STATUS_MESSAGE -> draft.statusDescription = reader.string();
				case STATUS_CODE -> draft.status(reader.varint());
				default -> reader.skip();
			}
		}
	}

	private static void attribute(WireReader reader, ReadAttributes attributes) {
		OtlpKeyValue attribute = OtlpKeyValue.read(reader.message());
		attributes.put(attribute.key(), attribute.value());
	}

	private static String hex(WireReader reader) {
		return HexFormat.of().formatHex(reader.bytes());
	}

}
