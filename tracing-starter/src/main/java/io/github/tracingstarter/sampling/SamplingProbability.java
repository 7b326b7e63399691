package io.github.tracingstarter.sampling;

import java.util.function.Predicate;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;

/**
 * The share of traces that is recorded, as a property that can be changed.
 *
 * @param sampler the sampler
 */
record SamplingProbability(HeadSampler sampler) implements LiveProperty {

	@Override
	public String key() {
		return SamplingProperties.KEY;
	}

	@Override
	public String value() {
		return Double.toString(this.sampler.probability());
	}

	@Override
	public void validate(String value) {
		parse(value);
	}

	@Override
	public Predicate<Start> preview(String value) {
		ConsistentProbability other = ConsistentProbability.of(parse(value));
		return (start) -> this.sampler.wouldDrop(other, start.traceId(), start.begunHere());
	}

	@Override
	public void change(String value) {
		this.sampler.probability(parse(value));
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
