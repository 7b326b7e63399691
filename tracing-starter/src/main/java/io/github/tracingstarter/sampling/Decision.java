package io.github.tracingstarter.sampling;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;

/**
 * The decision on a trace before its first span. Decisions are created once, so deciding
 * allocates nothing unless the caller has sent a {@code tracestate}. A decision that is
 * not by chance has no threshold, and a threshold that a caller has sent does not apply
 * to it.
 */
public final class Decision implements SamplingResult {

	/** Recorded for a reason other than chance, such as a rate. */
	public static final Decision CHOSEN = new Decision(SamplingDecision.RECORD_AND_SAMPLE, "");

	/** Not recorded, by chance or because of a rate. */
	public static final Decision NOT_CHOSEN = new Decision(SamplingDecision.DROP, "");

	/** Not chosen, but recorded until it is known whether it is to be kept. */
	static final Decision UNDECIDED = new Decision(SamplingDecision.RECORD_ONLY, "");

	/** Not recorded, whatever its outcome. */
	public static final Decision DROPPED = new Decision(SamplingDecision.DROP, "");

	private final SamplingDecision decision;

	private final String threshold;

	/** The state of a trace whose caller sent no state. */
	private final TraceState alone;

	private Decision(SamplingDecision decision, String threshold) {
		this.decision = decision;
		this.threshold = threshold;
		// If everything is recorded, no threshold is written, so that it costs nothing.
		this.alone = threshold.equals("0") ? TraceState.getDefault()
				: OtelTraceState.with(TraceState.getDefault(), threshold);
	}

	/**
	 * Creates the decision to record a trace by chance.
	 * @param threshold the threshold that its random number has reached
	 * @return the decision
	 */
	static Decision byChance(long threshold) {
		return new Decision(SamplingDecision.RECORD_AND_SAMPLE, OtelTraceState.hex(threshold));
	}

	@Override
	public SamplingDecision getDecision() {
		return this.decision;
	}

	@Override
	public Attributes getAttributes() {
		return Attributes.empty();
	}

	@Override
	public TraceState getUpdatedTraceState(TraceState state) {
		return state.isEmpty() ? this.alone : OtelTraceState.with(state, this.threshold);
	}

	@Override
	public String toString() {
		return this.decision + (this.threshold.isEmpty() ? "" : " th:" + this.threshold);
	}

}
