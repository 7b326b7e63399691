package io.github.tracingstarter.otlp;

import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.logs.data.LogRecordData;

/**
 * Encodes log records.
 */
public final class LogRecordEncoder extends RecordEncoder<LogRecordData> {

	@Override
	RecordOrigin origin(LogRecordData line) {
		return origin(line.getResource(), line.getInstrumentationScopeInfo());
	}

	@Override
	void write(ProtobufWriter buffer, LogRecordData line) {
		int start = buffer.begin(OtlpFields.SCOPE_RECORDS_RECORD);
		buffer.fixed64(OtlpFields.LOG_TIME, line.getTimestampEpochNanos());
		buffer.fixed64(OtlpFields.LOG_OBSERVED_TIME, line.getObservedTimestampEpochNanos());
		count(buffer, OtlpFields.LOG_SEVERITY, line.getSeverity().getSeverityNumber());
		if (line.getSeverityText() != null) {
			buffer.string(OtlpFields.LOG_SEVERITY_TEXT, line.getSeverityText());
		}
		Value<?> body = line.getBodyValue();
		if (body != null) {
			OtlpAttributes.value(buffer, OtlpFields.LOG_BODY, body);
		}
		OtlpAttributes.write(buffer, OtlpFields.LOG_ATTRIBUTE, line.getAttributes());
		count(buffer, OtlpFields.LOG_DROPPED_ATTRIBUTES, line.getTotalAttributeCount() - line.getAttributes().size());
		String event = line.getEventName();
		if (event != null) {
			buffer.string(OtlpFields.LOG_EVENT_NAME, event);
		}
		SpanContext context = line.getSpanContext();
		if (context.isValid()) {
			buffer.fixed32(OtlpFields.LOG_FLAGS, context.getTraceFlags().asByte() & 0xFF);
			buffer.hex(OtlpFields.LOG_TRACE_ID, context.getTraceId());
			if (SpanId.isValid(context.getSpanId())) {
				buffer.hex(OtlpFields.LOG_SPAN_ID, context.getSpanId());
			}
		}
		buffer.end(start);
	}

}
