package io.github.tracingstarter.sampling;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.samplers.Sampler;

/**
 * A sampler that decides by the trace alone, so that a span need not be described until
 * it is known to be recorded.
 */
public interface TraceSampler extends Sampler {

	/**
	 * Returns whether traces are likely to be dropped. May change while the application
	 * runs.
	 * @return false if all traces that start here are recorded
	 */
	boolean isDropping();

	/**
	 * Returns whether the first span of a trace in this application must nevertheless be
	 * described before it starts.
	 * @param kind the kind of the span
	 * @return false, unless overridden
	 */
	default boolean readStarts(SpanKind kind) {
		return false;
	}

}
