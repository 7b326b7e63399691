package io.github.tracingstarter.instrument.faas;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.report.TracingReport;
import jakarta.servlet.DispatcherType;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * Auto-configuration of the requests that AWS's serverless container passes to a servlet
 * application. They have a span as with any other container.
 */
@AutoConfiguration(after = FaasTracingAutoConfiguration.class)
@ConditionalOnTracing("faas")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(value = { Context.class, FilterRegistrationBean.class },
		name = "com.amazonaws.serverless.proxy.RequestReader")
public final class AwsContainerTracingAutoConfiguration {

	@Bean
	ContainerInvocation tracingContainerInvocation(ColdStart coldStart, TracingReport report) {
		report.traced("functions", "AWS Lambda, through AWS's serverless container");
		return new ContainerInvocation(coldStart);
	}

	/**
	 * Before the filter that creates the span.
	 */
	@Bean
	FilterRegistrationBean<ContainerFlush> tracingContainerFlush(InvocationFlush flush) {
		FilterRegistrationBean<ContainerFlush> registration = new FilterRegistrationBean<>(new ContainerFlush(flush));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
		return registration;
	}

}
