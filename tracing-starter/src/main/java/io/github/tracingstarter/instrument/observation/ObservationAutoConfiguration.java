package io.github.tracingstarter.instrument.observation;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.micrometer.tracing.Tracer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what becomes of Spring's own observations.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnBean(Tracer.class)
@EnableConfigurationProperties(ObservationProperties.class)
public final class ObservationAutoConfiguration {

	@Bean
	SpanlessObservationHandler tracingSpanlessObservationHandler(Tracer tracer, ObservationProperties properties) {
		return new SpanlessObservationHandler(new Noise(properties), tracer);
	}

	@Bean
	FailedObservations tracingFailedObservations() {
		return new FailedObservations();
	}

}
