package io.github.tracingstarter.processor;

import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * A span processor that passes on sampled spans only, and those that are kept late. They
 * are not sampled, as their context has said so to all that they called.
 */
public interface KeptSpanProcessor extends SpanProcessor {

	/**
	 * Takes a span that ended a while ago, and is to be passed on like a sampled one.
	 * @param span the span
	 */
	void onKept(ReadableSpan span);

}
