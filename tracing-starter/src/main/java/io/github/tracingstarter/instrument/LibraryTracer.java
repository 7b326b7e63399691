package io.github.tracingstarter.instrument;

import io.opentelemetry.api.trace.SpanBuilder;

/**
 * Creates the spans of one library that traces itself by the global OpenTelemetry, in
 * place of the tracer that the library asks for. Declare it as a bean. It is no
 * {@code Tracer}, of which there is to be one bean.
 */
public interface LibraryTracer {

	/**
	 * The instrumentation scope of the library.
	 * @return the name with which the library asks for its tracer
	 */
	String scope();

	/**
	 * Begins a span of the library.
	 * @param name the name that the library gives to it
	 * @return the builder that the library gets
	 */
	SpanBuilder spanBuilder(String name);

}
