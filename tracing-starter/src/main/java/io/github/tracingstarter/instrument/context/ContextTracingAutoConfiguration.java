package io.github.tracingstarter.instrument.context;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Auto-configuration of context propagation: to the tasks of executors, to {@code @Async}
 * methods, and to the asynchronous handlers of Spring MVC.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
		"org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration" })
@ConditionalOnTracing("context")
@EnableConfigurationProperties(ContextProperties.class)
@ImportRuntimeHints(ContextRuntimeHints.class)
@Import(ThreadHookConfiguration.class)
@Instrumentation(id = "context", name = "task executors", description = "Propagation of the trace to other threads.",
		type = "org.springframework.core.task.TaskDecorator", library = "spring-core",
		nothing = "no executor has been found so far", switchable = false)
public final class ContextTracingAutoConfiguration {

	@Bean
	static ExecutorPostProcessor tracingExecutorPostProcessor(ObjectProvider<TracingReport> report) {
		return new ExecutorPostProcessor(report);
	}

	@Bean
	static ExecutorWrappingPostProcessor tracingExecutorWrappingPostProcessor(ObjectProvider<TracingReport> report) {
		return new ExecutorWrappingPostProcessor(report);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ExecutorFieldTracer tracingExecutorFields() {
		return new ExecutorFieldTracer();
	}

	@Bean
	static BootSchedulerPostProcessor tracingBootSchedulerPostProcessor() {
		return new BootSchedulerPostProcessor();
	}

	@Bean
	static AsyncMethodPostProcessor tracingAsyncMethodPostProcessor(ObjectProvider<TracingReport> report) {
		return new AsyncMethodPostProcessor(report);
	}

	@Bean
	@ConditionalOnBean({ ObservationRegistry.class, Tracer.class })
	SpanAccessorRegistration tracingSpanAccessorRegistration(ObservationRegistry observations, Tracer tracer) {
		return new SpanAccessorRegistration(observations, tracer);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebMvcConfigurer.class)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class MvcConfiguration {

		/**
		 * Runs before the application's own interceptors, so that they are in the trace
		 * as well.
		 */
		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebMvcConfigurer tracingAsyncSupportConfigurer(TracingReport report) {
			report.traced(ExecutorReport.INSTRUMENTATION, "asynchronous handlers of Spring MVC");
			return new WebMvcConfigurer() {

				@Override
				public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
					configurer.registerCallableInterceptors(new MvcContextInterceptor());
				}

			};
		}

	}

}
