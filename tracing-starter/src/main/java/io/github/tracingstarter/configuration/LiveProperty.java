package io.github.tracingstarter.configuration;

import java.util.function.Predicate;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;

/**
 * A property that can be changed while the application runs. A bean of the feature that
 * reads the property.
 */
public interface LiveProperty {

	/**
	 * The key of the property.
	 * @return the key, such as {@code tracing.sampling.probability}
	 */
	String key();

	/**
	 * The current value.
	 * @return the value, as it would stand in a properties file
	 */
	String value();

	/**
	 * Previews a value without a change.
	 * @param value the value, as it would stand in a properties file
	 * @return a predicate that matches the traces that would not be recorded
	 * @throws InvalidTracingPropertyException if the property does not accept the value
	 */
	Predicate<Start> preview(String value);

	/**
	 * Changes it, for requests and statements that begin from now on.
	 * @param value the value, as it would stand in a properties file
	 * @throws InvalidTracingPropertyException if the property does not accept the value;
	 * nothing is changed then
	 */
	void change(String value);

	/**
	 * The first span of a trace in this application, which decides whether the trace is
	 * recorded.
	 *
	 * @param traceId the trace id in hex
	 * @param begunHere whether it has no caller, which would have decided
	 * @param kind the kind of the span
	 * @param name the name of the span
	 * @param attributes the attributes of the span
	 */
	record Start(String traceId, boolean begunHere, SpanKind kind, String name, Attributes attributes) {
	}

}
