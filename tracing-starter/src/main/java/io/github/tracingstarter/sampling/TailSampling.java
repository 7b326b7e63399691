package io.github.tracingstarter.sampling;

/**
 * Records traces that are not chosen at their start until it is known whether to keep
 * them.
 */
public interface TailSampling {

	/**
	 * Returns whether such traces are recorded. May change while the application runs.
	 * @return false if traces that are not chosen are not recorded
	 */
	boolean isOn();

	/**
	 * Returns whether spans of a trace are still accepted.
	 * @param traceId the id of the trace
	 * @return false if the trace is unknown or has been discarded
	 */
	boolean records(String traceId);

	/**
	 * Returns how many traces were kept although they were not chosen.
	 * @return the number of traces since startup
	 */
	long keptTraces();

	/**
	 * Returns how many spans were omitted for lack of room or time, of traces that were
	 * kept or might have been.
	 * @return the number of spans since startup
	 */
	long leftOutSpans();

}
