package io.github.tracingstarter.sampling;

import io.github.tracingstarter.configuration.LiveProperty;
import org.jspecify.annotations.Nullable;

/**
 * The number of traces that are recorded per second, as a property that can be changed.
 *
 * @param sampler the sampler
 */
record SamplingTarget(HeadSampler sampler) implements LiveProperty {

	@Override
	public String key() {
		return SamplingProperties.TARGET;
	}

	@Override
	public String value() {
		Rate target = this.sampler.target();
		return (target != null) ? target.text() : "";
	}

	@Override
	public void validate(String value) {
		parse(value);
	}

	@Override
	public String unpredictable() {
		return "Which traces are recorded depends on how many there will be.";
	}

	@Override
	public void change(String value) {
		this.sampler.target(parse(value));
	}

	private static @Nullable Rate parse(String value) {
		return value.isBlank() ? null : Rate.parse(SamplingProperties.TARGET, value);
	}

}
