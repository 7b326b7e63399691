package io.github.tracingstarter.sampling;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.report.SpanCount;
import io.github.tracingstarter.report.StartedSpans;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
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

		private final HeadSampler sampler;

		private final @Nullable StartedSpans started;

		SamplerConfiguration(SamplingProperties properties, Environment environment, ObjectProvider<TraceRules> rules,
				ObjectProvider<TailSampling> tail, ObjectProvider<StartedSpans> started) {
			this.started = started.getIfAvailable();
			this.choice = SamplerChoice.of(environment);
			double probability = probability(properties, environment);
			this.sampler = new HeadSampler((this.choice.ratio() != null) ? this.choice.ratio() : probability,
					this.choice.parentBased(), rules.getIfAvailable(() -> TraceRules.NONE), tail.getIfAvailable(),
					this.started);
			this.sampler.target(properties.targetRate());
		}

		@Bean
		Sampler tracingSampler() {
			return this.sampler;
		}

		@Bean
		@Nullable LiveProperty tracingSamplingProbability() {
			return (this.choice.ratio() == null) ? new SamplingProbability(this.sampler) : null;
		}

		@Bean
		LiveProperty tracingSamplingTarget() {
			return new SamplingTarget(this.sampler);
		}

		@Bean
		@Nullable SpanCount tracingStartedSpansCount() {
			return (this.started == null) ? null : new SpanCount("tracing.spans.started",
					"Spans that were begun, whether they are recorded or not.", this.started::all);
		}

		@Bean
		@Nullable SpanCount tracingSampledSpansCount() {
			return (this.started == null) ? null : new SpanCount("tracing.spans.sampled",
					"Spans that were begun to be recorded and exported.", this.started::sampled);
		}

		private static double probability(SamplingProperties properties, Environment environment) {
			if (properties.probability() != null) {
				return properties.probability();
			}
			return SamplingProperties.validate(BOOTS_KEY, environment.getProperty(BOOTS_KEY, Double.class, 1.0));
		}

	}

}
