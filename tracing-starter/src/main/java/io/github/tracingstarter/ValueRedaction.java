package io.github.tracingstarter;

/**
 * Removes secrets from the values of attributes. A bean of this type replaces the
 * starter's rules for all spans, whoever creates them.
 */
@FunctionalInterface
public interface ValueRedaction {

	/**
	 * Removes secrets from a value.
	 * @param key the key of the attribute
	 * @param value the value
	 * @return the redacted value, or the value itself if there is nothing to hide
	 */
	String redact(String key, String value);

}
