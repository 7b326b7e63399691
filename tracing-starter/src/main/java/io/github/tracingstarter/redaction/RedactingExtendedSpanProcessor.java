package io.github.tracingstarter.redaction;

import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.internal.ExtendedSpanProcessor;

/**
 * Keeps the ability of an application's span processor to change a span just before it
 * ends. Used only if OpenTelemetry has the interface for that, which is not stable.
 */
final class RedactingExtendedSpanProcessor extends RedactingSpanProcessor implements ExtendedSpanProcessor {

	private final ExtendedSpanProcessor processor;

	private RedactingExtendedSpanProcessor(ExtendedSpanProcessor processor, SpanRedaction redaction) {
		super(processor, redaction);
		this.processor = processor;
	}

	static RedactingSpanProcessor of(SpanProcessor processor, SpanRedaction redaction) {
		return (processor instanceof ExtendedSpanProcessor extended)
				? new RedactingExtendedSpanProcessor(extended, redaction)
				: new RedactingSpanProcessor(processor, redaction);
	}

	@Override
	public void onEnding(ReadWriteSpan span) {
		this.processor.onEnding(span);
	}

	@Override
	public boolean isOnEndingRequired() {
		return this.processor.isOnEndingRequired();
	}

}
