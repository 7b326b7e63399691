package io.github.tracingstarter.sampling;

/**
 * Records traces that are not chosen at their start, until it is known whether they are
 * to be kept.
 */
public interface TailSampling {

	/**
	 * Returns whether such traces are recorded. May change while the application runs.
	 * @return false if what is not chosen is not recorded
	 */
	boolean isOn();

	/**
	 * Returns whether spans of a trace are still taken.
	 * @param traceId the trace
	 * @return false if it is not known, or has been discarded
	 */
	boolean records(String traceId);

	/**
	 * Returns how many traces were kept although they were not chosen.
	 * @return the number of traces since the start
	 */
	long keptTraces();

	/**
	 * Returns how many spans were left out for lack of room or time, of traces that were
	 * kept or might have been.
	 * @return the number of spans since the start
	 */
	long leftOutSpans();

}
