package io.github.tracingstarter.instrument;

import io.github.tracingstarter.processor.LocalSpanProcessor;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;

/**
 * Notifies provisional spans of the spans that start below them.
 */
final class ProvisionalSpanProcessor implements LocalSpanProcessor {

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		ProvisionalSpan above = ProvisionalSpan.of(parentContext);
		if (above != null) {
			above.descendantStarted(span);
		}
	}

	@Override
	public boolean isStartRequired() {
		return true;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		// Not called: see isEndRequired.
	}

	@Override
	public boolean isEndRequired() {
		return false;
	}

}
