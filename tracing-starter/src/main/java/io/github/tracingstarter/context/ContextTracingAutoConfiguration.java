package io.github.tracingstarter.context;

import io.github.tracingstarter.core.ConditionalOnTracing;
import io.github.tracingstarter.core.TracingAutoConfiguration;
import io.github.tracingstarter.core.TracingReport;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of context propagation to the executors that Boot makes, which
 * {@code @Async} and asynchronous MVC handlers use.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class,
		beforeName = "org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration")
@ConditionalOnTracing("context")
@EnableConfigurationProperties(ContextProperties.class)
public final class ContextTracingAutoConfiguration {

	@Bean
	TraceTaskDecorator traceTaskDecorator(TracingReport report) {
		report.traced("task executors", "those that Boot makes");
		return new TraceTaskDecorator();
	}

	@Bean
	SpanAccessorRegistration tracingSpanAccessorRegistration(ObservationRegistry observations, Tracer tracer) {
		return new SpanAccessorRegistration(observations, tracer);
	}

}
