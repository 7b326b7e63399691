package io.github.tracingstarter.control;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.report.ExportControl;
import io.github.tracingstarter.report.SpanCount;
import io.github.tracingstarter.sampling.rules.Rules;
import io.github.tracingstarter.support.Settings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the endpoint of Actuator, if it is exposed.
 */
@AutoConfiguration(after = ControlAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(TracingEndpoint.class)
public final class EndpointAutoConfiguration {

	@Bean
	TracingEndpoint tracingEndpoint(ControlProperties properties, EffectiveConfiguration configuration, Changes changes,
			Settings settings, ObjectProvider<ExportControl> exporters, ObjectProvider<SpanCount> counts,
			ObjectProvider<Rules> rules) {
		return new TracingEndpoint(properties, configuration, changes, settings, exporters, counts, rules);
	}

	@Bean
	TracingEndpointWebExtension tracingEndpointWebExtension(TracingEndpoint endpoint) {
		return new TracingEndpointWebExtension(endpoint);
	}

}
