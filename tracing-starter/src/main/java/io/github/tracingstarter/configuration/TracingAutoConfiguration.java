package io.github.tracingstarter.configuration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/**
 * Auto-configuration that binds the properties of tracing as a whole. What all
 * instrumentations share comes after it, in the packages of the shared parts, and they
 * come after it as well.
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration")
@ConditionalOnTracing
@EnableConfigurationProperties(TracingProperties.class)
public final class TracingAutoConfiguration {

}
