package io.github.tracingstarter.configuration;

/**
 * Thrown if the value of a {@code tracing.*} property cannot be used. Startup fails with
 * a message that names the key, the value and the fix.
 */
public final class InvalidTracingPropertyException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String key;

	private final String value;

	private final String reason;

	private final String fix;

	/**
	 * Creates the exception.
	 * @param key the property key, such as {@code tracing.sampling.probability}
	 * @param value the value found
	 * @param reason what is wrong with it, as a clause that follows "because": "it is
	 * above 1"
	 * @param fix what to write instead, as a sentence
	 */
	public InvalidTracingPropertyException(String key, Object value, String reason, String fix) {
		super("%s=%s cannot be used because %s. %s".formatted(key, value, reason, fix));
		this.key = key;
		this.value = String.valueOf(value);
		this.reason = reason;
		this.fix = fix;
	}

	/**
	 * Returns the property.
	 * @return its key
	 */
	public String key() {
		return this.key;
	}

	/**
	 * Returns the value found.
	 * @return the value as text
	 */
	public String value() {
		return this.value;
	}

	String reason() {
		return this.reason;
	}

	/**
	 * Returns what to write instead.
	 * @return a sentence
	 */
	public String fix() {
		return this.fix;
	}

}
