package io.github.tracingstarter.processor;

import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * A span processor that passes on sampled spans and spans that are kept late. The latter
 * are not marked as sampled, because their context has already told called services that
 * they are not.
 */
public interface KeptSpanProcessor extends SpanProcessor {

	/**
	 * Receives a span that ended a while ago and is to be passed on like a sampled one.
	 * @param span the span
	 */
	void onKept(ReadableSpan span);

}
