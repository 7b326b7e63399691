package io.github.tracingstarter.configuration;

/**
 * The name under which the spans of this application are found, as a bean.
 *
 * @param value the name
 */
public record ServiceName(String value) {

	/**
	 * The property that passes on the name of the main class, as a fallback for the
	 * service name.
	 */
	public static final String MAIN_CLASS = "tracingstarter.main-class";

}
