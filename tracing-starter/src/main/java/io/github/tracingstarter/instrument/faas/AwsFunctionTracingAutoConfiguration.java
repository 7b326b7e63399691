package io.github.tracingstarter.instrument.faas;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.github.tracingstarter.instrument.http.WebProperties;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.function.context.catalog.FunctionAroundWrapper;
import org.springframework.cloud.function.json.JsonMapper;
import org.springframework.cloud.function.observability.FunctionContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the tracing of functions that AWS Lambda calls through Spring
 * Cloud Function. After Spring's own wrapper, of which there can be only one: it is
 * replaced by one that calls it.
 */
@AutoConfiguration(after = FaasTracingAutoConfiguration.class,
		afterName = "org.springframework.cloud.function.observability.ObservationAutoConfiguration")
@ConditionalOnTracing("faas")
@ConditionalOnClass({ FunctionAroundWrapper.class, Context.class })
@EnableConfigurationProperties(WebProperties.class)
public final class AwsFunctionTracingAutoConfiguration {

	private static final String NAME = "functions";

	private static final String PLATFORM = "AWS Lambda, through Spring Cloud Function";

	@Bean
	AwsInvocation.Details tracingAwsInvocationDetails(UrlRedaction urls, WebProperties properties,
			AttributeRedaction redaction) {
		return new AwsInvocation.Details(urls, properties.headers(redaction));
	}

	@Bean
	static BeanPostProcessor tracingFunctionPostProcessor(ObjectProvider<Invocations> invocations,
			ObjectProvider<AwsInvocation.Details> details, ObjectProvider<JsonMapper> json,
			ObjectProvider<TracingReport> report) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				if (!(bean instanceof FunctionAroundWrapper wrapper) || bean instanceof FunctionTracing) {
					return bean;
				}
				report.ifAvailable((traced) -> traced.traced(NAME, PLATFORM));
				return new FunctionTracing(wrapper, invocations::getObject, details::getObject, json::getObject);
			}

		};
	}

	@Bean
	@ConditionalOnMissingBean(FunctionAroundWrapper.class)
	FunctionTracing tracingFunctionAroundWrapper(ObjectProvider<Invocations> invocations,
			ObjectProvider<AwsInvocation.Details> details, ObjectProvider<JsonMapper> json, TracingReport report) {
		report.traced(NAME, PLATFORM);
		return new FunctionTracing(null, invocations::getObject, details::getObject, json::getObject);
	}

	/**
	 * Spring Cloud Function's own observation would be another span for the same. Its
	 * metrics remain.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.cloud.stream.function.StreamBridge")
	@ConditionalOnClass(FunctionContext.class)
	static class ObservationConfiguration {

		@Bean
		ObservationMapper<FunctionContext> tracingFunctionNoise() {
			return ObservationMapper.noise(FunctionContext.class);
		}

	}

}
