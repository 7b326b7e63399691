package io.github.tracingstarter.instrument.grpc;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import io.grpc.Status;
import io.micrometer.core.instrument.binder.grpc.GrpcServerObservationContext;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the spans of gRPC, which Boot has Micrometer observe if its
 * metrics library is there.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass({ GrpcServerObservationContext.class, Status.class })
@EnableConfigurationProperties(GrpcProperties.class)
@Instrumentation(id = "grpc", name = "gRPC", description = "Calls by gRPC and those that are served.",
		type = "io.grpc.Status", library = "grpc-api", nothing = "Micrometer's metrics library is not there")
public final class GrpcTracingAutoConfiguration {

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
