package io.github.tracingstarter.instrument.security;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.NamedObservationMapper;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of Spring Security, which observes itself. Its spans
 * are off by default: they are more than half of all spans of an application that has it,
 * and tell nothing of the request.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(name = "org.springframework.security.core.Authentication")
@EnableConfigurationProperties(SecurityProperties.class)
@Instrumentation(id = "security", name = "Spring Security", description = "Spans of Spring Security.",
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

}
