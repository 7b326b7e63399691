package io.github.tracingstarter.sampling;

import io.opentelemetry.sdk.trace.samplers.Sampler;

/**
 * How traces that begin here are sampled.
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

	abstract Sampler root(RatioSampler ratio);

	abstract boolean isDropping(RatioSampler ratio);

}
