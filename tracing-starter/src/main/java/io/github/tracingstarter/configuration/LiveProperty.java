package io.github.tracingstarter.configuration;

import java.util.function.Predicate;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

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
	 * Checks a value without a change.
	 * @param value the value, as it would stand in a properties file
	 * @throws InvalidTracingPropertyException if the property does not accept the value
	 */
	void validate(String value);

	/**
	 * Previews a value without a change.
	 * @param value the value, as it would stand in a properties file
	 * @return a predicate that matches the traces that would not be recorded; none,
	 * unless overridden
	 * @throws InvalidTracingPropertyException if the property does not accept the value
	 */
	default Predicate<Start> preview(String value) {
		validate(value);
		return (start) -> false;
	}

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
	 * Previews what a value keeps although sampling does not choose it.
	 * @param value the value, as it would stand in a properties file
	 * @return a predicate that matches the first spans of traces that would be kept, or
	 * null if the property has no say in that
	 * @throws InvalidTracingPropertyException if the property does not accept the value
	 */
	default @Nullable Predicate<End> previewKept(String value) {
		return null;
	}

	/**
	 * Why no preview can tell what a value does.
	 * @return the reason, as a sentence, or null if one can
	 */
	default @Nullable String unpredictable() {
		return null;
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

	/**
	 * The first span of a trace in this application as it is known at its end.
	 *
	 * @param kind the kind of the span
	 * @param name the name of the span
	 * @param attributes the attributes of the span
	 * @param failed whether it failed
	 * @param failedWithin whether another span of this application in the trace failed
	 * @param nanos how long it took
	 */
	record End(SpanKind kind, String name, Attributes attributes, boolean failed, boolean failedWithin, long nanos) {
	}

}
