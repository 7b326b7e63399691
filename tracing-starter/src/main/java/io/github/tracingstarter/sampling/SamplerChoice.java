package io.github.tracingstarter.sampling;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The sampler that Boot's {@code management.opentelemetry.tracing.sampler} or the
 * variable {@code OTEL_TRACES_SAMPLER} names. Read here rather than by a condition,
 * because ahead-of-time processing freezes conditions.
 *
 * @param ratio the share of traces that the name implies, or null if the probability
 * decides
 * @param parentBased whether callers decide on the traces that they started
 */
record SamplerChoice(@Nullable Double ratio, boolean parentBased) {

	private static final String PARENT_BASED = "parentbased";

	/**
	 * Returns the sampler that the application has configured.
	 * @param environment the environment
	 * @return the choice; unless something else is set, parent-based by probability
	 */
	static SamplerChoice of(Environment environment) {
		String name = uniform(environment.getProperty("management.opentelemetry.tracing.sampler",
				environment.getProperty("OTEL_TRACES_SAMPLER", "")));
		boolean parentBased = name.startsWith(PARENT_BASED);
		return switch (parentBased ? name.substring(PARENT_BASED.length()) : name) {
			case "alwayson" -> new SamplerChoice(1.0, parentBased);
			case "alwaysoff" -> new SamplerChoice(0.0, parentBased);
			case "traceidratio" -> new SamplerChoice(null, parentBased);
			default -> new SamplerChoice(null, true);
		};
	}

	private static String uniform(@Nullable String name) {
		return StringUtils.hasText(name) ? name.replaceAll("[_-]", "").toLowerCase(Locale.ROOT) : "";
	}

}
