package io.github.tracingstarter.instrument.grpc;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import io.grpc.Status;
import io.micrometer.core.instrument.binder.grpc.GrpcServerObservationContext;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.client.GlobalClientInterceptor;
import org.springframework.grpc.server.GlobalServerInterceptor;

/**
 * Auto-configuration of the spans of gRPC. Boot makes Micrometer observe it if Boot's
 * metrics library is present; otherwise calls are intercepted.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(Status.class)
@EnableConfigurationProperties(GrpcProperties.class)
@Instrumentation(id = "grpc", name = "gRPC", description = "Calls by gRPC and those that are served.",
		type = "io.grpc.Status", library = "grpc-api", nothing = "Spring gRPC is not there")
public final class GrpcTracingAutoConfiguration {

	private static final String OBSERVATION = "io.micrometer.core.instrument.binder.grpc.GrpcServerObservationContext";

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnTracing
	@ConditionalOnClass(GrpcServerObservationContext.class)
	static class ObservedConfiguration {

		@Bean
		GrpcServerMapper tracingGrpcServerMapper(GrpcProperties properties, TracingReport report) {
			if (properties.enabled()) {
				report.traced("gRPC", "observed calls");
			}
			return new GrpcServerMapper();
		}

		@Bean
		GrpcClientMapper tracingGrpcClientMapper() {
			return new GrpcClientMapper();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnTracing("grpc")
	@ConditionalOnMissingClass(OBSERVATION)
	@ConditionalOnClass({ GlobalServerInterceptor.class, GlobalClientInterceptor.class })
	static class InterceptedConfiguration {

		/**
		 * The same order as Boot's interceptor, so that the application's interceptors
		 * are within the span.
		 */
		@Bean
		@Order(0)
		@GlobalServerInterceptor
		@ConditionalOnProperty(name = "spring.grpc.server.observation.enabled", matchIfMissing = true)
		TracingServerInterceptor tracingGrpcServerInterceptor(Spans spans, TracingReport report) {
			report.traced("gRPC", "calls that are served");
			return new TracingServerInterceptor(spans);
		}

		@Bean
		@GlobalClientInterceptor
		@ConditionalOnProperty(name = "spring.grpc.client.observation.enabled", matchIfMissing = true)
		TracingClientInterceptor tracingGrpcClientInterceptor(Spans spans, TracingReport report) {
			report.traced("gRPC", "calls by channels of Spring gRPC");
			return new TracingClientInterceptor(spans);
		}

	}

}
