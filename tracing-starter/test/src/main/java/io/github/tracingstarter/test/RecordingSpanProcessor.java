package io.github.tracingstarter.test;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Records spans in the form in which exporters receive them, which is redacted.
 */
class RecordingSpanProcessor implements SpanProcessor {

	private final RecordedTraces traces;

	RecordingSpanProcessor(RecordedTraces traces) {
		this.traces = traces;
	}

	@Override
	public void onStart(Context parent, ReadWriteSpan span) {
		this.traces.started(span.getSpanContext(), span.getName());
	}

	@Override
	public boolean isStartRequired() {
		return true;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		this.traces.ended(span.toSpanData());
	}

	@Override
	public boolean isEndRequired() {
		return true;
	}

}
