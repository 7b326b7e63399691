package io.github.tracingstarter.instrument;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * The name and the attributes of the spans of one kind.
 *
 * @param <O> the operation that a span describes; it keeps its details until it ends
 */
public interface SpanConvention<O> {

	/**
	 * Returns the name that a span starts with.
	 * @param operation the operation
	 * @return the name, of low cardinality
	 */
	String name(O operation);

	/**
	 * Returns the kind of a span.
	 * @param operation the operation
	 * @return the kind
	 */
	SpanKind kind(O operation);

	/**
	 * Sets the attributes that are known before a span starts. A sampler may read them.
	 * @param operation the operation
	 * @param span the builder that takes the attributes
	 */
	void start(O operation, SpanBuilder span);

	/**
	 * Describes the outcome. By default, an exception marks the span as failed.
	 * @param operation the operation
	 * @param span the span, which is recorded
	 * @param error the exception that ended the operation, or null
	 */
	default void end(O operation, Span span, @Nullable Throwable error) {
		if (error != null) {
			Spans.fail(span, error);
		}
	}

}
