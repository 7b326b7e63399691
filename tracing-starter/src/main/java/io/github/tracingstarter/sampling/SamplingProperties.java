package io.github.tracingstarter.sampling;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of sampling.
 *
 * @param probability Probability that a trace that starts in this application is
 * recorded, from 0.0 to 1.0. The caller decides for traces that it started. Defaults to
 * management.tracing.sampling.probability, then 1.0.
 */
@ConfigurationProperties("tracing.sampling")
record SamplingProperties(@Nullable Double probability) {

	static final String KEY = "tracing.sampling.probability";

	static final String FIX = "Write 1.0 for all traces, 0.1 for a tenth, 0.0 for none.";

	public SamplingProperties {
		if (probability != null) {
			validate(KEY, probability);
		}
	}

	static double validate(String key, double probability) {
		if (!(probability >= 0 && probability <= 1)) {
			throw new InvalidTracingPropertyException(key, probability, "it is not between 0.0 and 1.0",
					(probability > 1 && probability <= 100) ? "Write %s for %s %% of the traces, or 1.0 for all."
						.formatted(probability / 100, probability) : FIX);
		}
		return probability;
	}

}
