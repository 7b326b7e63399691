package io.github.tracingstarter.logs;

/**
 * Receives each line that the application logs, with any logging system. The logging
 * threads call the beans of this type, so they must return at once.
 */
public interface LogListener {

	/**
	 * Called for each line.
	 * @param line the line, which is valid during the call
	 */
	void onLine(CapturedLine line);

	/**
	 * Returns whether an appender of the application already does the same, so that this
	 * listener must not be called.
	 * @param className the class name of an appender that is in use
	 * @return true if lines would be duplicated
	 */
	default boolean isDoneBy(String className) {
		return false;
	}

}
