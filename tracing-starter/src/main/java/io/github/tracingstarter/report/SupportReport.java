package io.github.tracingstarter.report;

/**
 * What a user pastes into an issue, so that others see what the application is, what is
 * traced in it and why not, and how it is configured. A bean.
 */
public interface SupportReport {

	/**
	 * Writes it, as things are now.
	 * @return several lines, without secrets
	 */
	String text();

}
