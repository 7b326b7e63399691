package io.github.tracingstarter.instrument.retry;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.report.Instrumentation;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the events of methods that are retried. Spring Framework
 * publishes their failures since 7.0.3.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing("retry")
@ConditionalOnClass(name = "org.springframework.resilience.retry.MethodRetryEvent")
@EnableConfigurationProperties(RetryProperties.class)
@Instrumentation(id = "retry", name = "@Retryable", description = "Attempts of methods that are retried.",
		type = "org.springframework.resilience.retry.MethodRetryEvent", library = "spring-context",
		nothing = "no attempt has failed so far", switchable = false)
public final class RetryTracingAutoConfiguration {

	@Bean
	RetryListener tracingRetryListener() {
		return new RetryListener();
	}

}
