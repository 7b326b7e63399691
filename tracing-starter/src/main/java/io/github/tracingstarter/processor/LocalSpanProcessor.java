package io.github.tracingstarter.processor;

import io.github.tracingstarter.redaction.SpanRedaction;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * A span processor that works for the application context it is a bean of, as the store
 * of a page does. In a hierarchy of contexts the SDK may be a bean of an ancestor and
 * know its own processors only; this one still gets its spans.
 */
public interface LocalSpanProcessor extends SpanProcessor, SpanRedaction.Applied {

}
