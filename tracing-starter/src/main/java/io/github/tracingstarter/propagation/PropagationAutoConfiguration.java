package io.github.tracingstarter.propagation;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.opentelemetry.api.OpenTelemetry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the propagation of traces to other services.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@EnableConfigurationProperties(PropagationProperties.class)
public final class PropagationAutoConfiguration {

	@Bean
	static PropagatorPostProcessor tracingPropagatorPostProcessor(ObjectProvider<PropagationProperties> properties,
			ObjectProvider<TracingProperties> boots) {
		return new PropagatorPostProcessor(properties, boots);
	}

	@Bean
	Trust tracingPropagationTrust(PropagationProperties properties) {
		return new Trust(properties.trust());
	}

	@Bean
	Propagation tracingPropagation(OpenTelemetry openTelemetry, Trust trust) {
		return new Propagation(openTelemetry.getPropagators().getTextMapPropagator(), trust);
	}

}
