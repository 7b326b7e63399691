package io.github.tracingstarter.logs;

/**
 * Is told each line that the application logs, whatever logging system it has. The beans
 * of this type are called by the threads that log, so they return at once.
 */
public interface LogListener {

	/**
	 * Called for each line.
	 * @param line the line, which is valid during the call
	 */
	void onLine(CapturedLine line);

	/**
	 * Whether an appender of the application does the same already, so that this one is
	 * not to be called.
	 * @param className the class name of an appender that is in use
	 * @return true if lines would come twice
	 */
	default boolean isDoneBy(String className) {
		return false;
	}

}
