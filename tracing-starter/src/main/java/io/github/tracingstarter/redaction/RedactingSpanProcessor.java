package io.github.tracingstarter.redaction;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * Passes redacted spans to one of the application's span processors when they end.
 */
class RedactingSpanProcessor implements SpanProcessor {

	private final SpanProcessor processor;

	private final SpanRedaction redaction;

	RedactingSpanProcessor(SpanProcessor processor, SpanRedaction redaction) {
		this.processor = processor;
		this.redaction = redaction;
	}

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		this.processor.onStart(parentContext, span);
	}

	@Override
	public boolean isStartRequired() {
		return this.processor.isStartRequired();
	}

	@Override
	public void onEnd(ReadableSpan span) {
		SpanData data = span.toSpanData();
		SpanData redacted = this.redaction.redact(data);
		this.processor.onEnd((redacted != data) ? new SpanView(span, redacted, span.getSpanContext()) : span);
	}

	@Override
	public boolean isEndRequired() {
		return this.processor.isEndRequired();
	}

	@Override
	public CompletableResultCode forceFlush() {
		return this.processor.forceFlush();
	}

	@Override
	public CompletableResultCode shutdown() {
		return this.processor.shutdown();
	}

	@Override
	public String toString() {
		return this.processor.toString();
	}

}
