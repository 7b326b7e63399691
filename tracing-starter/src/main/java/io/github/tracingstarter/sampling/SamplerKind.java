package io.github.tracingstarter.sampling;

import java.util.Locale;

import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The samplers that Boot's {@code management.opentelemetry.tracing.sampler} and the
 * variable {@code OTEL_TRACES_SAMPLER} name. Read here and not by a condition, as
 * conditions are frozen by ahead-of-time processing.
 */
enum SamplerKind {

	ALWAYS_ON {

		@Override
		Sampler root(RatioSampler ratio) {
			return Sampler.alwaysOn();
		}

		@Override
		boolean isDropping(RatioSampler ratio) {
			return false;
		}

	},

	ALWAYS_OFF {

		@Override
		Sampler root(RatioSampler ratio) {
			return Sampler.alwaysOff();
		}

		@Override
		boolean isDropping(RatioSampler ratio) {
			return true;
		}

	},

	TRACE_ID_RATIO {

		@Override
		Sampler root(RatioSampler ratio) {
			return ratio;
		}

		@Override
		boolean isDropping(RatioSampler ratio) {
			return ratio.ratio() < 1;
		}

	};

	private static final String PARENT_BASED = "parentbased";

	abstract Sampler root(RatioSampler ratio);

	abstract boolean isDropping(RatioSampler ratio);

	/**
	 * The sampler the application asked for.
	 * @param environment the environment
	 * @param ratio what decides by ratio
	 * @return the sampler; parent-based by ratio unless something else is set
	 */
	static Sampler sampler(Environment environment, RatioSampler ratio) {
		String name = uniform(environment.getProperty("management.opentelemetry.tracing.sampler",
				environment.getProperty("OTEL_TRACES_SAMPLER", "")));
		for (SamplerKind kind : values()) {
			if (uniform(kind.name()).equals(name)) {
				return new ChosenSampler(kind.root(ratio), () -> kind.isDropping(ratio));
			}
			if ((PARENT_BASED + uniform(kind.name())).equals(name)) {
				return kind.parentBased(ratio);
			}
		}
		return TRACE_ID_RATIO.parentBased(ratio);
	}

	private Sampler parentBased(RatioSampler ratio) {
		return new ChosenSampler(Sampler.parentBased(root(ratio)), () -> isDropping(ratio));
	}

	private static String uniform(@Nullable String name) {
		return StringUtils.hasText(name) ? name.replaceAll("[_-]", "").toLowerCase(Locale.ROOT) : "";
	}

}
