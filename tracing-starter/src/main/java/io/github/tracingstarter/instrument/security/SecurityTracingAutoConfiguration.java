package io.github.tracingstarter.instrument.security;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.NamedObservationMapper;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.Authentication;

/**
 * Auto-configuration of the tracing of Spring Security, which observes itself. Its spans
 * are off by default, because they are more than half of all spans of an application that
 * uses it, and say nothing about the request. The outcome of an authentication is an
 * event.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(Authentication.class)
@EnableConfigurationProperties(SecurityProperties.class)
@Instrumentation(id = "security", name = "Spring Security",
		description = "Spans of Spring Security. Authentications are events, also where they are off.",
		type = "org.springframework.security.core.Authentication", library = "spring-security-core",
		nothing = "no filter chain has been found so far", enabledByDefault = false)
public final class SecurityTracingAutoConfiguration {

	@Bean
	NamedObservationMapper tracingSecurityMapper(SecurityProperties properties, TracingReport report) {
		if (properties.enabled()) {
			report.traced("Spring Security", "filters, authentications and authorizations");
		}
		return new NamedObservationMapper("spring.security.");
	}

	@Bean
	AuthenticationOutcomes tracingAuthenticationOutcomes(SecurityProperties properties, AttributeRedaction text) {
		return new AuthenticationOutcomes(properties, text);
	}

	@Bean
	AuthenticationListener tracingAuthenticationListener(AuthenticationOutcomes outcomes,
			ObjectProvider<ObservationRegistry> registry) {
		return new AuthenticationListener(outcomes, registry);
	}

	/**
	 * Not a bean of the handler's own type, which would look as if the observations of
	 * all requests were needed.
	 */
	@Bean
	ObservationRegistryCustomizer<ObservationRegistry> tracingSecurityObservations(AuthenticationOutcomes outcomes) {
		return (registry) -> registry.observationConfig().observationHandler(new SecurityObservationHandler(outcomes));
	}

}
