package io.github.tracingstarter.instrument;

import io.opentelemetry.api.trace.SpanBuilder;

/**
 * Creates the spans of one library that traces itself through the global OpenTelemetry.
 * The library gets it instead of the tracer that it requests. Declare it as a bean. It
 * does not extend {@code Tracer}, because there must be only one such bean.
 */
public interface LibraryTracer {

	/**
	 * Returns the instrumentation scope of the library.
	 * @return the name with which the library requests its tracer
	 */
	String scope();

	/**
	 * Returns a builder for a span of the library.
	 * @param name the name that the library gives to the span
	 * @return the builder
	 */
	SpanBuilder spanBuilder(String name);

}
