package io.github.tracingstarter.sampling;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.StringUtils;

/**
 * Settings of sampling.
 *
 * @param probability Probability that a trace that starts in this application is
 * recorded, from 0.0 to 1.0. The caller decides for traces that it started. Defaults to
 * management.tracing.sampling.probability, then 1.0.
 * @param target Number of traces to record of those that start in this application, such
 * as 100/s, 10/m or 5/h, including traces that rules choose. The probability follows the
 * load and never exceeds the configured one. Not set by default.
 */
@ConfigurationProperties("tracing.sampling")
record SamplingProperties(@Nullable Double probability, @Nullable String target) {

	static final String KEY = "tracing.sampling.probability";

	static final String TARGET = "tracing.sampling.target";

	static final String FIX = "Write 1.0 for all traces, 0.1 for a tenth, 0.0 for none.";

	public SamplingProperties {
		if (probability != null) {
			validate(KEY, probability);
		}
		rate(target);
	}

	@Nullable Rate targetRate() {
		return rate(this.target);
	}

	private static @Nullable Rate rate(@Nullable String target) {
		return StringUtils.hasText(target) ? Rate.parse(TARGET, target) : null;
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
