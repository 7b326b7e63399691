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
	 * Previews what a value leaves out of traces that are recorded.
	 * @param value the value, as it would stand in a properties file
	 * @return a predicate that matches the spans that would not be made; none, unless
	 * overridden
	 * @throws InvalidTracingPropertyException if the property does not accept the value
	 */
	default Predicate<Start> previewBelow(String value) {
		return (span) -> false;
	}

	/**
	 * Changes it, for requests and statements that begin from now on.
	 * @param value the value, as it would stand in a properties file
	 * @throws InvalidTracingPropertyException if the property does not accept the value;
	 * nothing is changed then
	 */
	void change(String value);

	/**
	 * A span as it is known at its start. The first one of a trace in this application
	 * decides whether the trace is recorded.
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
