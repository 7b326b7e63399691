package io.github.tracingstarter;

/**
 * Removes secrets from the values of attributes. A bean replaces the rules of the
 * starter, for its own spans and all others.
 */
@FunctionalInterface
public interface ValueRedaction {

	/**
	 * Removes secrets from a value.
	 * @param key the key of the attribute
	 * @param value the value
	 * @return the redacted value, or the same if there is nothing to hide
	 */
	String redact(String key, String value);

}
