package io.github.tracingstarter.sampling;

import io.opentelemetry.sdk.trace.ReadableSpan;

/**
 * Keeps traces that were not chosen, depending on what is known when their first span in
 * this application has ended.
 */
public interface KeepRule {

	/**
	 * Returns whether the rule may keep traces, so that they must be recorded until then.
	 * Called for each trace that is not chosen; the result may change while the
	 * application runs.
	 * @return false if it keeps none
	 */
	boolean mayKeep();

	/**
	 * Decides on a trace.
	 * @param root its first span in this application, which has ended
	 * @return whether the trace is kept
	 */
	boolean keep(ReadableSpan root);

}
