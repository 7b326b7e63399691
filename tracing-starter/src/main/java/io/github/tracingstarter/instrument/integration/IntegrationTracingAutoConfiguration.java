package io.github.tracingstarter.instrument.integration;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.function.observability.FunctionContext;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.integration.channel.interceptor.GlobalChannelInterceptorWrapper;

/**
 * Auto-configuration of the tracing of Spring Integration.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(GlobalChannelInterceptorWrapper.class)
@EnableConfigurationProperties(IntegrationTracingProperties.class)
@Instrumentation(id = "integration", name = "Spring Integration",
		description = "Messages through the channels of Spring Integration.",
		type = "org.springframework.integration.channel.interceptor.GlobalChannelInterceptorWrapper",
		library = "spring-integration-core", nothing = "no channel has been found so far")
public final class IntegrationTracingAutoConfiguration {

	@Bean
	GlobalChannelInterceptorWrapper tracingChannelInterceptor(IntegrationTracingProperties properties, Spans spans,
			TracingReport report) {
		GlobalChannelInterceptorWrapper interceptor = new GlobalChannelInterceptorWrapper(
				new ChannelTracing(spans, report, properties.enabled()));
		interceptor.setPatterns(new String[] { "*" });
		// Before the application's interceptors, so that they are in the trace.
		interceptor.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return interceptor;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ FunctionContext.class, StreamBridge.class })
	static class StreamConfiguration {

		/**
		 * The message that a function of Spring Cloud Stream processes has a span.
		 */
		@Bean
		ObservationMapper<FunctionContext> tracingFunctionMapper() {
			return ObservationMapper.noise(FunctionContext.class);
		}

		@Bean
		BridgeMapper tracingBridgeMapper(BeanFactory beans) {
			return new BridgeMapper(beans);
		}

	}

}
