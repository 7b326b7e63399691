package io.github.tracingstarter.sampling;

import java.util.List;

import io.github.tracingstarter.report.StartedSpans;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a trace before its first span in this application is created. Callers decide
 * on the traces that they started. A share of the others is recorded, by trace id, so
 * that every service with the same share records the same traces. All settings that can
 * change while the application runs are in one object, so that a decision never mixes old
 * with new settings.
 */
final class HeadSampler implements TraceSampler {

	/** The class of a span that has nothing but its context. */
	private static final Class<?> NOT_RECORDED = Span.wrap(SpanContext.getInvalid()).getClass();

	private final boolean parentBased;

	private final TraceRules rules;

	private final @Nullable TailSampling tail;

	private final @Nullable StartedSpans started;

	private volatile State state;

	HeadSampler(double probability, boolean parentBased, @Nullable TailSampling tail) {
		this(probability, parentBased, TraceRules.NONE, tail, null);
	}

	/**
	 * Creates the sampler.
	 * @param probability the share of traces, from 0 to 1
	 * @param parentBased whether callers decide on the traces that they started
	 * @param rules the rules, which decide before anything else
	 * @param tail records traces that are not chosen, or null
	 * @param started counts the spans, or null
	 */
	HeadSampler(double probability, boolean parentBased, TraceRules rules, @Nullable TailSampling tail,
			@Nullable StartedSpans started) {
		this.parentBased = parentBased;
		this.rules = rules;
		this.tail = tail;
		this.started = started;
		this.state = new State(ConsistentProbability.of(probability), null);
	}

	double probability() {
		return this.state.probability().value();
	}

	synchronized void probability(double probability) {
		Rate target = target();
		this.state = State.of(ConsistentProbability.of(probability), target);
	}

	@Nullable Rate target() {
		TargetRate target = this.state.target();
		return (target != null) ? target.target() : null;
	}

	synchronized void target(@Nullable Rate target) {
		this.state = State.of(this.state.probability(), target);
	}

	/**
	 * Returns whether a trace would be dropped with a given share.
	 * @param probability the share
	 * @param traceId the id of the trace
	 * @param begunHere whether it has no caller
	 * @return whether no part of the trace would be recorded
	 */
	boolean wouldDrop(ConsistentProbability probability, String traceId, boolean begunHere) {
		return (begunHere || !this.parentBased)
				&& probability.decide(traceId, TraceState.getDefault()) == Decision.NOT_CHOSEN;
	}

	@Override
	public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
			Attributes attributes, List<LinkData> parentLinks) {
		SamplingResult result = decide(parentContext, traceId, name, spanKind, attributes);
		if (this.started != null) {
			this.started.add(result.getDecision() == SamplingDecision.RECORD_AND_SAMPLE);
		}
		return result;
	}

	private SamplingResult decide(Context parentContext, String traceId, String name, SpanKind spanKind,
			Attributes attributes) {
		Span above = Span.fromContext(parentContext);
		SpanContext parent = above.getSpanContext();
		Decision decision = (parent.isValid() && !parent.isRemote()) ? null
				: this.rules.decide(parentContext, traceId, spanKind, name, attributes);
		if (decision != null) {
			this.state.decidedByRule(decision);
		}
		else if (this.parentBased && parent.isSampled()) {
			return SamplingResult.recordAndSample();
		}
		else {
			decision = (this.parentBased && parent.isValid()) ? Decision.NOT_CHOSEN
					: this.state.next().decide(traceId, parent.getTraceState());
		}
		return (decision == Decision.NOT_CHOSEN && isUndecided(above, traceId)) ? Decision.UNDECIDED : decision;
	}

	/**
	 * Returns whether a span is recorded although its trace was not chosen. This applies
	 * to traces that start or arrive here, and to the spans below their recorded spans,
	 * which may have ended.
	 */
	private boolean isUndecided(Span above, String traceId) {
		if (this.tail == null) {
			return false;
		}
		SpanContext parent = above.getSpanContext();
		return (!parent.isValid() || parent.isRemote()) ? this.tail.isOn()
				: above.getClass() != NOT_RECORDED && this.tail.records(traceId);
	}

	@Override
	public boolean readStarts(SpanKind kind) {
		return this.rules.readStarts(kind);
	}

	@Override
	public boolean isDropping() {
		return this.state.current().value() < 1 && (this.tail == null || !this.tail.isOn());
	}

	@Override
	public String getDescription() {
		Rate target = target();
		return "HeadSampler{probability=%s%s, parentBased=%s}".formatted(probability(),
				(target != null) ? ", target=" + target : "", this.parentBased);
	}

	@Override
	public String toString() {
		return getDescription();
	}

	/**
	 * The settings for a decision, which change together.
	 *
	 * @param probability decides if nothing else has decided
	 * @param target makes the probability smaller under load, or null
	 */
	private record State(ConsistentProbability probability, @Nullable TargetRate target) {

		static State of(ConsistentProbability probability, @Nullable Rate target) {
			return new State(probability,
					(target != null) ? new TargetRate(target, probability, System::nanoTime) : null);
		}

		/**
		 * A trace that a rule records counts toward the target, and leaves less to
		 * chance.
		 */
		void decidedByRule(Decision decision) {
			if (this.target != null && decision.getDecision() == SamplingDecision.RECORD_AND_SAMPLE) {
				this.target.take();
			}
		}

		ConsistentProbability next() {
			return (this.target != null) ? this.target.next() : this.probability;
		}

		ConsistentProbability current() {
			return (this.target != null) ? this.target.current() : this.probability;
		}

	}

}
