package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.processor.LocalSpanProcessor;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;

/**
 * Notifies the request for a file of the spans that start below its own.
 */
final class FileExchangeProcessor implements LocalSpanProcessor {

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		FileExchange exchange = FileExchange.of(parentContext);
		if (exchange != null) {
			exchange.childStarted();
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
