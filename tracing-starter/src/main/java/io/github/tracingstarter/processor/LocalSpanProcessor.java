package io.github.tracingstarter.processor;

import io.github.tracingstarter.redaction.SpanRedaction;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * A span processor for the application context in which it is a bean, such as the store
 * of a page. In a hierarchy of contexts, the SDK may be a bean of an ancestor and know
 * only the processors of that context; this processor still gets its spans.
 */
public interface LocalSpanProcessor extends SpanProcessor, SpanRedaction.Applied {

}
