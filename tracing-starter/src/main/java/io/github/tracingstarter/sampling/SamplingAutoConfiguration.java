package io.github.tracingstarter.sampling;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.LiveProperty;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of sampling. A {@link Sampler} bean of the application wins.
 */
@AutoConfiguration(
		beforeName = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration")
@ConditionalOnTracing
@EnableConfigurationProperties(SamplingProperties.class)
public final class SamplingAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(Sampler.class)
	static class SamplerConfiguration {

		private static final String BOOTS_KEY = "management.tracing.sampling.probability";

		private final SamplerChoice choice;

		private final RatioSampler ratio;

		SamplerConfiguration(SamplingProperties properties, Environment environment) {
			this.choice = SamplerChoice.of(environment);
			this.ratio = new RatioSampler(ratio(properties, environment));
		}

		@Bean
		Sampler tracingSampler() {
			return this.choice.sampler(this.ratio);
		}

		@Bean
		@Nullable LiveProperty tracingSamplingProbability() {
			return this.choice.isByRatio() ? new SamplingProbability(this.choice, this.ratio) : null;
		}

		private static double ratio(SamplingProperties properties, Environment environment) {
			if (properties.probability() != null) {
				return properties.probability();
			}
			return SamplingProperties.validate(BOOTS_KEY, environment.getProperty(BOOTS_KEY, Double.class, 1.0));
		}

	}

}
