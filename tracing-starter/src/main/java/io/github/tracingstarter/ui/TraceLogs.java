package io.github.tracingstarter.ui;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The log lines of a trace. A bean if log lines are kept.
 */
public interface TraceLogs {

	/**
	 * Returns how many lines of a trace are kept.
	 * @param traceId the trace id in hex
	 * @return the number of lines
	 */
	int count(String traceId);

	/**
	 * Returns the lines of a trace.
	 * @param traceId the trace id in hex
	 * @return the lines by time, each as values by name that can be written as JSON
	 */
	List<Map<String, Object>> lines(String traceId);

	/**
	 * Returns whether one of the lines of a trace passes a test.
	 * @param traceId the trace id in hex
	 * @param test the test
	 * @return whether one does
	 */
	boolean anyLine(String traceId, LineTest test);

	/**
	 * A test of a log line.
	 */
	@FunctionalInterface
	interface LineTest {

		/**
		 * Tests a line.
		 * @param level the name of its level
		 * @param message its message
		 * @param exception its exception with the stack trace, or null
		 * @return whether the line passes
		 */
		boolean test(String level, String message, @Nullable String exception);

	}

}
