package io.github.tracingstarter.instrument.servlet;

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
import org.springframework.boot.webmvc.error.ErrorAttributes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.ErrorResponse;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Auto-configuration of the trace id in problem details of Spring MVC and in Spring
 * Boot's error responses.
 */
@AutoConfiguration(after = WebTracingAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnTracing("web")
@EnableConfigurationProperties(TraceIdProperties.class)
public final class TraceIdAutoConfiguration {

	@Bean
	@Nullable WebMvcConfigurer tracingProblemDetails(TraceIdProperties properties) {
		return properties.problemDetails() ? new ProblemDetailsConfigurer() : null;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ErrorAttributes.class)
	static class ErrorAnswerConfiguration {

		@Bean
		static ErrorAnswerPostProcessor<WebRequest> tracingErrorAnswers(ObjectProvider<TraceIdProperties> properties) {
			return new ErrorAnswerPostProcessor<>(ErrorAttributes.class, WebRequest.class,
					(request) -> TraceIdInProblems.current(), properties);
		}

	}

	private static final class ProblemDetailsConfigurer implements WebMvcConfigurer {

		@Override
		public void addErrorResponseInterceptors(List<ErrorResponse.Interceptor> interceptors) {
			interceptors.add(new TraceIdInProblems());
		}

	}

}
