package io.github.tracingstarter.instrument.servlet;

import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.support.ErrorPageFilter;

/**
 * Puts the tracing filter around the filter for error pages of a WAR, which has the same
 * order value and would otherwise come first. Neither order value can be changed, because
 * other Spring filters come directly before and after them.
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
		// The container's own error pages.
		tracing.setDispatcherTypes(DispatcherType.ERROR);
	}

}
