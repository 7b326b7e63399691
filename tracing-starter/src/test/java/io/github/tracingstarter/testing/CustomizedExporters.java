package io.github.tracingstarter.testing;

import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpGrpcSpanExporterBuilderCustomizer;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpHttpSpanExporterBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes OpenTelemetry's exporters send the spans, as in an application that customizes
 * them.
 */
@Configuration(proxyBeanMethods = false)
public class CustomizedExporters {

	@Bean
	OtlpGrpcSpanExporterBuilderCustomizer grpc() {
		return (builder) -> builder.addHeader("x", "y");
	}

	@Bean
	OtlpHttpSpanExporterBuilderCustomizer http() {
		return (builder) -> builder.addHeader("x", "y");
	}

}
