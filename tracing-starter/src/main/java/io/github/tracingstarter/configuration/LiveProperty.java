package io.github.tracingstarter.configuration;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A property that can be changed while the application runs. A bean of the feature that
 * reads the property.
 */
public interface LiveProperty {

	/**
	 * Which property it is.
	 * @return the key, such as {@code tracing.sampling.probability}
	 */
	String key();

	/**
	 * The current value.
	 * @return the value, as it would stand in a properties file
	 */
	String value();

	/**
	 * Tells what a value would do, and changes nothing.
	 * @param value the value, as it would stand in a properties file
	 * @return holds for the traces that would not be recorded
	 * @throws InvalidTracingPropertyException when it is none that the property takes
	 */
	Predicate<Start> preview(String value);

	/**
	 * Changes it, for requests and statements that begin from now on.
	 * @param value the value, as it would stand in a properties file
	 * @throws InvalidTracingPropertyException when it is none that the property takes;
	 * nothing is changed then
	 */
	void change(String value);

	/**
	 * How a trace begins in this application: what decides whether it is recorded.
	 *
	 * @param traceId the trace id in hex
	 * @param begunHere whether it has no caller, who would have decided
	 * @param method the method of the request, or null when it begins otherwise
	 * @param path the path of the request with the context path, or null
	 */
	record Start(String traceId, boolean begunHere, @Nullable String method, @Nullable String path) {
	}

}
