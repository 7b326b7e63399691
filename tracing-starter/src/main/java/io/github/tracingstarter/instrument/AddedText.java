package io.github.tracingstarter.instrument;

/**
 * Takes secrets and values out of what an application adds to the starter's own spans.
 * Their other attributes have none from the start, so that nothing is taken out of them
 * when they leave.
 */
public interface AddedText {

	/**
	 * The value of an attribute, without secrets and values.
	 * @param key its key
	 * @param value its value
	 * @return an equal value where there is nothing to hide
	 */
	String redact(String key, String value);

	/**
	 * The name of a span, without secrets and values.
	 * @param name its name
	 * @return an equal name where there is nothing to hide
	 */
	String redactName(String name);

}
