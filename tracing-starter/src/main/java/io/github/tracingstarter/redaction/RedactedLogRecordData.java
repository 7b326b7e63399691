package io.github.tracingstarter.redaction;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The data of a log record with its redacted values.
 *
 * @param line the log record
 * @param body the redacted body
 * @param attributes the redacted attributes
 */
record RedactedLogRecordData(LogRecordData line, @Nullable Value<?> body,
		Attributes attributes) implements LogRecordData {

	@Override
	public Resource getResource() {
		return this.line.getResource();
	}

	@Override
	public InstrumentationScopeInfo getInstrumentationScopeInfo() {
		return this.line.getInstrumentationScopeInfo();
	}

	@Override
	public long getTimestampEpochNanos() {
		return this.line.getTimestampEpochNanos();
	}

	@Override
	public long getObservedTimestampEpochNanos() {
		return this.line.getObservedTimestampEpochNanos();
	}

	@Override
	public SpanContext getSpanContext() {
		return this.line.getSpanContext();
	}

	@Override
	public Severity getSeverity() {
		return this.line.getSeverity();
	}

	@Override
	public @Nullable String getSeverityText() {
		return this.line.getSeverityText();
	}

	@Override
	@Deprecated
	@SuppressWarnings("deprecation")
	public io.opentelemetry.sdk.logs.data.Body getBody() {
		return (this.body != null) ? io.opentelemetry.sdk.logs.data.Body.string(this.body.asString())
				: io.opentelemetry.sdk.logs.data.Body.empty();
	}

	@Override
	public @Nullable Value<?> getBodyValue() {
		return this.body;
	}

	@Override
	public Attributes getAttributes() {
		return this.attributes;
	}

	@Override
	public int getTotalAttributeCount() {
		return this.line.getTotalAttributeCount();
	}

	@Override
	public @Nullable String getEventName() {
		return this.line.getEventName();
	}

}
