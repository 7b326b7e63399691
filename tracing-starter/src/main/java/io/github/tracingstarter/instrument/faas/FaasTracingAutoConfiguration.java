package io.github.tracingstarter.instrument.faas;

import io.github.tracingstarter.configuration.ConditionalOnSetting;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.opentelemetry.api.OpenTelemetry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of what all platforms for functions share. The configuration of each
 * platform reports what it traces. The beans are lazy, because most applications are not
 * functions.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing("faas")
@EnableConfigurationProperties(FaasProperties.class)
@Instrumentation(id = "faas", name = "functions",
		description = "Invocations of functions, for example by AWS Lambda or Azure Functions.",
		type = { "org.springframework.cloud.function.context.FunctionCatalog",
				"com.amazonaws.serverless.proxy.RequestReader",
				"com.microsoft.azure.functions.internal.spi.middleware.Middleware" },
		library = "a library for functions, such as spring-cloud-function-context,",
		nothing = "no platform for functions has been found")
public final class FaasTracingAutoConfiguration {

	@Bean
	@Lazy
	ColdStart tracingColdStart() {
		return new ColdStart();
	}

	@Bean
	@Lazy
	InvocationFlush tracingInvocationFlush(ObjectProvider<OpenTelemetry> openTelemetry, FaasProperties properties) {
		return new InvocationFlush(openTelemetry::getObject, properties.flushTimeout());
	}

	@Bean
	@Lazy
	Invocations tracingInvocations(Spans spans, ColdStart coldStart, InvocationFlush flush) {
		return new Invocations(spans, coldStart, flush);
	}

	/**
	 * Lambda's SnapStart starts many processes from one snapshot.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnSetting(value = "AWS_LAMBDA_INITIALIZATION_TYPE", is = "snap-start")
	static class SnapStartConfiguration {

		@Bean
		SdkTracerProviderBuilderCustomizer tracingSnapStartIds() {
			return (builder) -> builder.setIdGenerator(new SnapStartIds());
		}

		@Bean
		SnapshotFlush tracingSnapshotFlush(InvocationFlush flush, ColdStart coldStart) {
			return new SnapshotFlush(flush, coldStart);
		}

	}

}
