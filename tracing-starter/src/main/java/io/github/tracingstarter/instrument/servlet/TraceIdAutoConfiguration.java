package io.github.tracingstarter.instrument.servlet;

import java.util.List;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.http.TraceIdInProblems;
import io.github.tracingstarter.instrument.http.TraceIdProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Auto-configuration of the trace id in problem details of Spring MVC.
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

	private static final class ProblemDetailsConfigurer implements WebMvcConfigurer {

		@Override
		public void addErrorResponseInterceptors(List<ErrorResponse.Interceptor> interceptors) {
			interceptors.add(new TraceIdInProblems());
		}

	}

}
