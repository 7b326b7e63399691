package io.github.tracingstarter.configuration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/**
 * Auto-configuration that binds the general tracing properties. The shared parts, each in
 * its own package, and the instrumentations come after it.
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration")
@ConditionalOnTracing
@EnableConfigurationProperties(TracingProperties.class)
public final class TracingAutoConfiguration {

}
