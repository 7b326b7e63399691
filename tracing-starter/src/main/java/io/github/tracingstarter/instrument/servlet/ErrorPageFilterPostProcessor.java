package io.github.tracingstarter.instrument.servlet;

import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.support.ErrorPageFilter;

/**
 * Puts our filter around the one for error pages, which a WAR has and which has the same
 * place in the order as ours and comes first. Neither can be moved: one of Spring's
 * filters is right before them, another right behind.
 */
class ErrorPageFilterPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<FilterRegistrationBean<TracingFilter>> tracing;

	ErrorPageFilterPostProcessor(ObjectProvider<FilterRegistrationBean<TracingFilter>> tracing) {
		this.tracing = tracing;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof FilterRegistrationBean<?> registration
				&& registration.getFilter() instanceof ErrorPageFilter errorPages && registration.isEnabled()
				&& registration.getUrlPatterns().isEmpty() && registration.getServletNames().isEmpty()) {
			this.tracing.ifAvailable((tracing) -> surround(registration, errorPages, tracing));
		}
		return bean;
	}

	@SuppressWarnings("unchecked")
	private static void surround(FilterRegistrationBean<?> registration, ErrorPageFilter errorPages,
			FilterRegistrationBean<TracingFilter> tracing) {
		((FilterRegistrationBean<ErrorPageFilter>) registration)
			.setFilter(new TracedErrorPageFilter(tracing.getFilter(), errorPages));
		// The error pages of the container itself.
		tracing.setDispatcherTypes(DispatcherType.ERROR);
	}

}
