package io.github.tracingstarter.ui.exchange;

import io.github.tracingstarter.otlp.OtlpFields;
import io.github.tracingstarter.otlp.OtlpKeyValue;
import io.github.tracingstarter.otlp.ProtobufReader;
import io.github.tracingstarter.ui.ReceivedLogs;

/**
 * Reads an {@code ExportLogsServiceRequest} of OTLP.
 */
final class OtlpLogs {

	private static final String SEVERITY_PREFIX = "SEVERITY_NUMBER_";

	private OtlpLogs() {
	}

	static ReadRecords<ReceivedLogs.Line> read(byte[] message) {
		ReadRecords<ReceivedLogs.Line> lines = new ReadRecords<>();
		OtlpProtobuf.read(message, (record, origin) -> lines.add(() -> line(record, origin)));
		return lines;
	}

	private static ReceivedLogs.Line line(ProtobufReader reader, Origin origin) {
		LogDraft draft = new LogDraft();
		while (reader.next()) {
			switch (reader.tag()) {
				case OtlpFields.LOG_TIME -> draft.timeNanos = reader.fixed64();
				case OtlpFields.LOG_OBSERVED_TIME -> draft.observedNanos = reader.fixed64();
				case OtlpFields.LOG_SEVERITY -> draft.severity = reader.varint();
				case OtlpFields.LOG_SEVERITY_TEXT -> draft.severityText = reader.string();
				case OtlpFields.LOG_BODY -> draft.body = OtlpKeyValue.readValue(reader.message());
				case OtlpFields.LOG_ATTRIBUTE -> OtlpProtobuf.attribute(reader, draft.attributes);
				case OtlpFields.LOG_TRACE_ID -> draft.traceId = OtlpProtobuf.hex(reader);
				case OtlpFields.LOG_SPAN_ID -> draft.spanId = OtlpProtobuf.hex(reader);
				case OtlpFields.LOG_EVENT_NAME -> draft.event = reader.string();
				default -> reader.skip();
			}
		}
		return draft.build(origin);
	}

	static ReadRecords<ReceivedLogs.Line> read(JsonObject request) {
		ReadRecords<ReceivedLogs.Line> lines = new ReadRecords<>();
		for (JsonObject resourceLogs : request.objects("resourceLogs")) {
			Origin resource = Origin.of(OtlpJson.readAttributes(resourceLogs.object("resource")));
			for (JsonObject scopeLogs : resourceLogs.objects("scopeLogs")) {
				JsonObject scope = scopeLogs.object("scope");
				Origin origin = resource.withScope(scope.text("name"), scope.text("version"));
				scopeLogs.objects("logRecords").forEach((record) -> lines.add(() -> line(record, origin)));
			}
		}
		return lines;
	}

	private static ReceivedLogs.Line line(JsonObject json, Origin origin) {
		LogDraft draft = new LogDraft();
		draft.timeNanos = json.number("timeUnixNano");
		draft.observedNanos = json.number("observedTimeUnixNano");
		draft.severity = json.number("severityNumber");
		draft.severityText = severity(json);
		draft.body = OtlpJson.readValue(json.object("body"));
		draft.event = json.text("eventName");
		draft.traceId = OtlpJson.traceId(json);
		draft.spanId = OtlpJson.spanId(json);
		OtlpJson.readAttributes(json, draft.attributes);
		return draft.build(origin);
	}

	/**
	 * Returns the name of the level. Some senders write the number by its name in the
	 * schema.
	 */
	private static String severity(JsonObject json) {
		String number = json.text("severityNumber");
		return number.startsWith(SEVERITY_PREFIX) ? number.substring(SEVERITY_PREFIX.length()).replaceFirst("\\d$", "")
				: json.text("severityText");
	}

}
