package io.github.tracingstarter.configuration;

/**
 * The name under which the spans of this application are found. A bean.
 *
 * @param value the name
 */
public record ServiceName(String value) {

	/**
	 * The property in which the name of the main class is left for those who look for a
	 * name.
	 */
	public static final String MAIN_CLASS = "tracingstarter.main-class";

}
