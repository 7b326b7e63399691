package io.github.tracingstarter.instrument.servlet;

import java.util.List;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.http.TraceIdInProblems;
import io.github.tracingstarter.instrument.http.TraceIdProperties;
import jakarta.servlet.DispatcherType;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Auto-configuration of what the caller of a servlet application learns of the trace.
 */
@AutoConfiguration(after = WebTracingAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ FilterRegistrationBean.class, DispatcherServlet.class })
@ConditionalOnTracing("web")
@EnableConfigurationProperties(TraceIdProperties.class)
public final class TraceIdAutoConfiguration {

	/**
	 * After the filter that starts the span.
	 */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 2;

	@Bean
	FilterRegistrationBean<TraceIdFilter> tracingTraceIdFilter(TraceIdProperties properties) {
		String header = properties.responseHeader();
		FilterRegistrationBean<TraceIdFilter> registration = new FilterRegistrationBean<>(
				new TraceIdFilter((header != null) ? header : ""));
		registration.setEnabled(header != null);
		registration.setOrder(ORDER);
		// An error page may be the only dispatch, or come after the headers were taken
		// back.
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
		return registration;
	}

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
