package io.github.tracingstarter.ui.exchange;

import java.util.HexFormat;
import java.util.function.BiConsumer;

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
		read(message, (record, origin) -> spans.add(() -> span(record, origin)));
		return spans;
	}

	/**
	 * Reads the records of a request, whose format is the same for every signal down to
	 * the records.
	 * @param message the request
	 * @param records receives each record with its origin
	 */
	static void read(byte[] message, BiConsumer<ProtobufReader, Origin> records) {
		ProtobufReader request = new ProtobufReader(message);
		while (request.next()) {
			if (request.tag() == OtlpFields.REQUEST_RESOURCE) {
				resourceRecords(request.message(), records);
			}
			else {
				request.skip();
			}
		}
	}

	private static void resourceRecords(ProtobufReader reader, BiConsumer<ProtobufReader, Origin> records) {
		// Fields may be in any order, and the resource is needed for all records.
		Origin origin = Origin.of(resource(reader.copy()));
		while (reader.next()) {
			if (reader.tag() == OtlpFields.RESOURCE_RECORDS_SCOPE) {
				scopeRecords(reader.message(), origin, records);
			}
			else {
				reader.skip();
			}
		}
	}

	private static Attributes resource(ProtobufReader resourceRecords) {
		ReadAttributes attributes = new ReadAttributes();
		while (resourceRecords.next()) {
			if (resourceRecords.tag() == OtlpFields.RESOURCE_RECORDS_RESOURCE) {
				resource(resourceRecords.message(), attributes);
			}
			else {
				resourceRecords.skip();
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

	private static void scopeRecords(ProtobufReader reader, Origin resource,
			BiConsumer<ProtobufReader, Origin> records) {
		Origin origin = scope(reader.copy(), resource);
		while (reader.next()) {
			if (reader.tag() == OtlpFields.SCOPE_RECORDS_RECORD) {
				records.accept(reader.message(), origin);
			}
			else {
				reader.skip();
			}
		}
	}

	private static Origin scope(ProtobufReader scopeRecords, Origin resource) {
		Origin origin = resource;
		while (scopeRecords.next()) {
			if (scopeRecords.tag() == OtlpFields.SCOPE_RECORDS_SCOPE) {
				origin = scopeName(scopeRecords.message(), resource);
			}
			else {
				scopeRecords.skip();
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

	static void attribute(ProtobufReader reader, ReadAttributes attributes) {
		OtlpKeyValue attribute = OtlpKeyValue.read(reader.message());
		attributes.put(attribute.key(), attribute.value());
	}

	static String hex(ProtobufReader reader) {
		return HexFormat.of().formatHex(reader.bytes());
	}

}
