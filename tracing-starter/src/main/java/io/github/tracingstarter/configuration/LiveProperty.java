package io.github.tracingstarter.configuration;

import java.util.function.Predicate;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * A property that can be changed while the application runs. The feature that reads the
 * property declares it as a bean.
 */
public interface LiveProperty {

	/**
	 * Returns the key of the property.
	 * @return the key, such as {@code tracing.sampling.probability}
	 */
	String key();

	/**
	 * Returns the current value.
	 * @return the value, as in a properties file
	 */
	String value();

	/**
	 * Checks a value without changing the property.
	 * @param value the value, as in a properties file
	 * @throws InvalidTracingPropertyException if the property does not accept the value
	 */
	void validate(String value);

	/**
	 * Previews the effect of a value on traces without changing the property.
	 * @param value the value, as in a properties file
	 * @return a predicate that matches the traces that would not be recorded; unless
	 * overridden, it matches none
	 * @throws InvalidTracingPropertyException if the property does not accept the value
	 */
	default Predicate<Start> preview(String value) {
		validate(value);
		return (start) -> false;
	}

	/**
	 * Previews which spans a value would omit from recorded traces.
	 * @param value the value, as in a properties file
	 * @return a predicate that matches the spans that would not be created; unless
	 * overridden, it matches none
	 * @throws InvalidTracingPropertyException if the property does not accept the value
	 */
	default Predicate<Start> previewBelow(String value) {
		return (span) -> false;
	}

	/**
	 * Previews which traces a value would keep although sampling does not choose them.
	 * @param value the value, as in a properties file
	 * @return a predicate that matches the first spans of traces that would be kept, or
	 * null if the property does not affect this
	 * @throws InvalidTracingPropertyException if the property does not accept the value
	 */
	default @Nullable Predicate<End> previewKept(String value) {
		return null;
	}

	/**
	 * Returns why the effect of a value cannot be previewed.
	 * @return the reason, as a sentence, or null if it can be previewed
	 */
	default @Nullable String unpredictable() {
		return null;
	}

	/**
	 * Changes the property for requests and statements that begin from now on.
	 * @param value the value, as in a properties file
	 * @throws InvalidTracingPropertyException if the property does not accept the value,
	 * in which case nothing changes
	 */
	void change(String value);

	/**
	 * A span as it is known at its start. The first span of a trace in this application
	 * decides whether the trace is recorded.
	 *
	 * @param traceId the trace id in hex
	 * @param begunHere whether it has no remote parent, which would have decided instead
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
