package io.github.tracingstarter.propagation;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.opentelemetry.api.OpenTelemetry;
import org.jspecify.annotations.Nullable;

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
@EnableConfigurationProperties({ PropagationProperties.class, BaggageProperties.class })
public final class PropagationAutoConfiguration {

	@Bean
	static PropagatorPostProcessor tracingPropagatorPostProcessor(ObjectProvider<PropagationProperties> properties,
			ObjectProvider<TracingProperties> boots) {
		return new PropagatorPostProcessor(properties, boots);
	}

	@Bean
	static BaggagePostProcessor tracingBaggagePostProcessor(ObjectProvider<BaggageProperties> properties,
			ObjectProvider<TracingProperties> boots) {
		return new BaggagePostProcessor(properties, boots);
	}

	@Bean
	@Nullable BaggageSpanProcessor tracingBaggageSpanProcessor(ObjectProvider<TracingProperties> boots) {
		TracingProperties.Baggage baggage = boots.getIfAvailable(TracingProperties::new).getBaggage();
		return (baggage.isEnabled() && !baggage.getTagFields().isEmpty())
				? new BaggageSpanProcessor(baggage.getTagFields()) : null;
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
