package io.github.tracingstarter.sampling;

import io.opentelemetry.api.trace.TraceState;

/**
 * OpenTelemetry's consistent probability sampling. Every trace has a random number of 56
 * bits and is recorded if that number is at least the threshold. The threshold determines
 * how many traces a recorded one represents, and is passed on in {@code tracestate}.
 * Immutable.
 */
public final class ConsistentProbability {

	private static final long NUMBERS = 1L << OtelTraceState.RANDOM_BITS;

	private final double value;

	private final long threshold;

	private final Decision chosen;

	private ConsistentProbability(double value) {
		this.value = value;
		this.threshold = NUMBERS - Math.round(value * NUMBERS);
		this.chosen = Decision.byChance(this.threshold);
	}

	/**
	 * Creates a probability.
	 * @param value the share of traces that is recorded, from 0 to 1
	 * @return the probability
	 */
	public static ConsistentProbability of(double value) {
		return new ConsistentProbability(value);
	}

	/**
	 * Returns the share of traces that is recorded.
	 * @return the share, from 0 to 1
	 */
	public double value() {
		return this.value;
	}

	/**
	 * Decides on a trace.
	 * @param traceId the id of the trace
	 * @param state the state that the caller sent, empty if the trace starts here
	 * @return the decision, which writes the threshold, or {@link Decision#NOT_CHOSEN}
	 */
	public Decision decide(String traceId, TraceState state) {
		return (this.threshold == 0 || OtelTraceState.randomness(traceId, state) >= this.threshold) ? this.chosen
				: Decision.NOT_CHOSEN;
	}

	@Override
	public String toString() {
		return "probability " + this.value;
	}

}
