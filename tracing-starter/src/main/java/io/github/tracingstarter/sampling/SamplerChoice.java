package io.github.tracingstarter.sampling;

import java.util.Locale;

import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The sampler that Boot's {@code management.opentelemetry.tracing.sampler} or the
 * variable {@code OTEL_TRACES_SAMPLER} names. Read here and not by a condition, as
 * conditions are frozen by ahead-of-time processing.
 *
 * @param kind what decides on traces that begin here
 * @param parentBased whether the caller decides on the others
 */
record SamplerChoice(SamplerKind kind, boolean parentBased) {

	private static final String PARENT_BASED = "parentbased";

	/**
	 * The sampler the application asked for.
	 * @param environment the environment
	 * @return the choice; parent-based by ratio unless something else is set
	 */
	static SamplerChoice of(Environment environment) {
		String name = uniform(environment.getProperty("management.opentelemetry.tracing.sampler",
				environment.getProperty("OTEL_TRACES_SAMPLER", "")));
		for (SamplerKind kind : SamplerKind.values()) {
			if (uniform(kind.name()).equals(name)) {
				return new SamplerChoice(kind, false);
			}
			if ((PARENT_BASED + uniform(kind.name())).equals(name)) {
				return new SamplerChoice(kind, true);
			}
		}
		return new SamplerChoice(SamplerKind.TRACE_ID_RATIO, true);
	}

	private static String uniform(@Nullable String name) {
		return StringUtils.hasText(name) ? name.replaceAll("[_-]", "").toLowerCase(Locale.ROOT) : "";
	}

	boolean isByRatio() {
		return this.kind == SamplerKind.TRACE_ID_RATIO;
	}

	Sampler sampler(RatioSampler ratio) {
		Sampler root = this.kind.root(ratio);
		return new ChosenSampler(this.parentBased ? Sampler.parentBased(root) : root,
				() -> this.kind.isDropping(ratio));
	}

}
