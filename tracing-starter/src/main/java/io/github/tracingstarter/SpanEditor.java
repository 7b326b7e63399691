package io.github.tracingstarter;

/**
 * Changes a span before it ends. Values are redacted.
 */
public interface SpanEditor {

	/**
	 * Renames the span.
	 * @param name the name, of low cardinality: use patterns, not values
	 * @return this editor
	 */
	SpanEditor name(String name);

	/**
	 * Sets an attribute.
	 * @param key the key
	 * @param value the value
	 * @return this editor
	 */
	SpanEditor attribute(String key, String value);

	/**
	 * Sets an attribute to a whole number.
	 * @param key the key
	 * @param value the value
	 * @return this editor
	 */
	SpanEditor attribute(String key, long value);

	/**
	 * Sets an attribute to a number.
	 * @param key the key
	 * @param value the value
	 * @return this editor
	 */
	SpanEditor attribute(String key, double value);

	/**
	 * Sets an attribute to true or false.
	 * @param key the key
	 * @param value the value
	 * @return this editor
	 */
	SpanEditor attribute(String key, boolean value);

}
