package io.github.tracingstarter.propagation;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.opentelemetry.api.OpenTelemetry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the propagation of traces to other services.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
public final class PropagationAutoConfiguration {

	@Bean
	static PropagatorPostProcessor tracingPropagatorPostProcessor() {
		return new PropagatorPostProcessor();
	}

	@Bean
	Propagation tracingPropagation(OpenTelemetry openTelemetry) {
		return new Propagation(openTelemetry.getPropagators().getTextMapPropagator());
	}

}
