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
 * Decides on a trace before its first span in this application is made. Callers decide on
 * the traces that they began; a share of the others is recorded, by trace id, so that
 * every service with the same share records the same ones. All that can change while the
 * application runs is one object, so that a decision never mixes the old with the new.
 */
final class HeadSampler implements TraceSampler {

	/** The class of a span that says no more than its context. */
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
	 * @param probability the share of the traces, from 0 to 1
	 * @param parentBased whether callers decide on the traces that they began
	 * @param rules decide before all others
	 * @param tail records what is not chosen, or null
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
	 * Returns whether a share would leave out a trace.
	 * @param probability the share
	 * @param traceId the trace
	 * @param begunHere whether it has no caller
	 * @return whether nothing of it would be recorded
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
	 * Whether what is not chosen is recorded all the same: traces that begin or come in
	 * here, and what is below a recorded span of them, which may have ended.
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
	 * What decides on a trace, all of it at the same moment.
	 *
	 * @param probability decides on what nothing else has decided on
	 * @param target makes the probability smaller under load, or null
	 */
	private record State(ConsistentProbability probability, @Nullable TargetRate target) {

		static State of(ConsistentProbability probability, @Nullable Rate target) {
			return new State(probability,
					(target != null) ? new TargetRate(target, probability, System::nanoTime) : null);
		}

		/** What a rule records is a part of the target, and leaves less to chance. */
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
