package io.github.tracingstarter.instrument.webflux;

import java.util.List;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.http.ErrorAnswerPostProcessor;
import io.github.tracingstarter.instrument.http.TraceIdInProblems;
import io.github.tracingstarter.instrument.http.TraceIdProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webflux.error.ErrorAttributes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.ErrorResponse;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Auto-configuration of the trace id in the responses of a WebFlux application.
 */
@AutoConfiguration(after = ReactiveWebObservationAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(WebFluxConfigurer.class)
@ConditionalOnTracing("web")
@EnableConfigurationProperties(TraceIdProperties.class)
public final class ReactiveTraceIdAutoConfiguration {

	@Bean
	@Nullable TraceIdWebFilter tracingTraceIdWebFilter(TraceIdProperties properties) {
		return (properties.responseHeader() != null) ? new TraceIdWebFilter(properties.responseHeader()) : null;
	}

	@Bean
	@Nullable WebFluxConfigurer tracingReactiveProblemDetails(TraceIdProperties properties) {
		return properties.problemDetails() ? new ProblemDetailsConfigurer() : null;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ErrorAttributes.class)
	static class ErrorAnswerConfiguration {

		@Bean
		static ErrorAnswerPostProcessor<ServerRequest> tracingReactiveErrorAnswers(
				ObjectProvider<TraceIdProperties> properties) {
			return new ErrorAnswerPostProcessor<>(ErrorAttributes.class, ServerRequest.class,
					(request) -> TraceIdWebFilter.traceId(request.exchange()), properties);
		}

	}

	private static final class ProblemDetailsConfigurer implements WebFluxConfigurer {

		@Override
		public void addErrorResponseInterceptors(List<ErrorResponse.Interceptor> interceptors) {
			interceptors.add(new TraceIdInProblems());
		}

	}

}
