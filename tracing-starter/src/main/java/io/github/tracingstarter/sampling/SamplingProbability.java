package io.github.tracingstarter.sampling;

import java.util.List;
import java.util.function.Predicate;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;

/**
 * The share of traces that is recorded, as a property that can be changed.
 *
 * @param choice whether callers decide on the traces that they began
 * @param sampler the sampler
 */
record SamplingProbability(SamplerChoice choice, RatioSampler sampler) implements LiveProperty {

	@Override
	public String key() {
		return SamplingProperties.KEY;
	}

	@Override
	public String value() {
		return Double.toString(this.sampler.ratio());
	}

	@Override
	public Predicate<Start> preview(String value) {
		Sampler other = Sampler.traceIdRatioBased(parse(value));
		return (start) -> (start.begunHere() || !this.choice.parentBased()) && drops(other, start.traceId());
	}

	@Override
	public void change(String value) {
		this.sampler.ratio(parse(value));
	}

	private static boolean drops(Sampler sampler, String traceId) {
		return sampler.shouldSample(Context.root(), traceId, "", SpanKind.INTERNAL, Attributes.empty(), List.of())
			.getDecision() == SamplingDecision.DROP;
	}

	private static double parse(String value) {
		double probability;
		try {
			probability = Double.parseDouble(value);
		}
		catch (NumberFormatException ex) {
			throw new InvalidTracingPropertyException(SamplingProperties.KEY, value, "it is not a number",
					SamplingProperties.FIX);
		}
		return SamplingProperties.validate(SamplingProperties.KEY, probability);
	}

}
