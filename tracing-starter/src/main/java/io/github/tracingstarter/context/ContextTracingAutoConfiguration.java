package io.github.tracingstarter.context;

import io.github.tracingstarter.core.ConditionalOnTracing;
import io.github.tracingstarter.core.TracingAutoConfiguration;
import io.github.tracingstarter.core.TracingReport;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;

/**
 * Auto-configuration of context propagation to the executors that Boot makes, which
 * {@code @Async} and asynchronous MVC handlers use.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
		"org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration" },
		beforeName = "org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration")
@ConditionalOnTracing("context")
@EnableConfigurationProperties(ContextProperties.class)
public final class ContextTracingAutoConfiguration {

	/**
	 * A fallback, so that an application that injects its one decorator still finds one.
	 */
	@Bean
	@Fallback
	TraceTaskDecorator traceTaskDecorator(TracingReport report) {
		report.traced("task executors", "those that Boot makes");
		return new TraceTaskDecorator();
	}

	@Bean
	@ConditionalOnBean({ ObservationRegistry.class, Tracer.class })
	SpanAccessorRegistration tracingSpanAccessorRegistration(ObservationRegistry observations, Tracer tracer) {
		return new SpanAccessorRegistration(observations, tracer);
	}

}
