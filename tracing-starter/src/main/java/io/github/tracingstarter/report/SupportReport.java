package io.github.tracingstarter.report;

/**
 * A text that a user pastes into an issue. It shows what the application is, what is
 * traced in it, what is not and why, and how it is configured.
 */
public interface SupportReport {

	/**
	 * Returns the report on the current state.
	 * @return several lines of text, without secrets
	 */
	String text();

}
