package io.github.tracingstarter.ui;

import java.util.List;
import java.util.Map;

/**
 * The log lines that belong to a trace. A bean if log lines are kept.
 */
public interface TraceLogs {

	/**
	 * Returns how many lines of a trace are kept.
	 * @param traceId the trace id in hex
	 * @return the number of lines
	 */
	int count(String traceId);

	/**
	 * The lines of a trace.
	 * @param traceId the trace id in hex
	 * @return the lines by time, each as names to values that can be written as JSON
	 */
	List<Map<String, Object>> lines(String traceId);

}
