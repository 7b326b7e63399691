package io.github.tracingstarter.core;

import io.opentelemetry.api.OpenTelemetry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what all instrumentations share.
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration")
@ConditionalOnTracing
@EnableConfigurationProperties(TracingProperties.class)
public final class TracingAutoConfiguration {

	@Bean
	Spans tracingSpans(OpenTelemetry openTelemetry) {
		return new Spans(openTelemetry);
	}

	@Bean
	static PropagatorPostProcessor tracingPropagatorPostProcessor() {
		return new PropagatorPostProcessor();
	}

	@Bean
	UrlRedaction tracingUrlRedaction(TracingProperties properties) {
		return new UrlRedaction(properties.redactedQueryParameters());
	}

	@Bean
	TracingReport tracingReport() {
		return new TracingReport();
	}

	@Bean
	@ConditionalOnNotWebApplication
	@ConditionalOnMissingBean
	DescendantSpanProcessors tracingDescendantSpanProcessors() {
		return new DescendantSpanProcessors();
	}

	@Bean
	@ConditionalOnWebApplication
	LocalSpanProcessorRegistration tracingLocalSpanProcessorRegistration(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<DescendantSpanProcessors> ancestor) {
		return new LocalSpanProcessorRegistration(beanFactory, ancestor);
	}

	@Bean
	StartupReporter tracingStartupReporter(ApplicationContext context, TracingProperties properties,
			TracingReport report, ObjectProvider<ServiceName> service, ObjectProvider<SpanDestination> destinations) {
		return new StartupReporter(context, properties, report, service, destinations);
	}

}
