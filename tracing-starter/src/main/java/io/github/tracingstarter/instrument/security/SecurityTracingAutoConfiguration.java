package io.github.tracingstarter.instrument.security;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of Spring Security, which observes itself.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(name = "org.springframework.security.core.Authentication")
@EnableConfigurationProperties(SecurityProperties.class)
public final class SecurityTracingAutoConfiguration {

	@Bean
	SecurityMapper tracingSecurityMapper(SecurityProperties properties) {
		return new SecurityMapper(properties);
	}

}
