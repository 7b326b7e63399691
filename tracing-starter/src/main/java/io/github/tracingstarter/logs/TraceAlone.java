package io.github.tracingstarter.logs;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;

/**
 * A trace of which no span is known. It is allowed on a log record, but not as an
 * OpenTelemetry span context.
 *
 * @param traceId the id of the trace
 */
record TraceAlone(String traceId) implements SpanContext {

	@Override
	public String getTraceId() {
		return this.traceId;
	}

	@Override
	public String getSpanId() {
		return SpanId.getInvalid();
	}

	@Override
	public TraceFlags getTraceFlags() {
		return TraceFlags.getSampled();
	}

	@Override
	public TraceState getTraceState() {
		return TraceState.getDefault();
	}

	@Override
	public boolean isValid() {
		return true;
	}

	@Override
	public boolean isRemote() {
		return false;
	}

}
