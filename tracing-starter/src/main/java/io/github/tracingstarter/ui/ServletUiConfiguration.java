package io.github.tracingstarter.ui;

import io.github.tracingstarter.configuration.ConditionalOnSetting;
import io.github.tracingstarter.instrument.http.ExcludedRequests;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Configuration of the page in a servlet application.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ FilterRegistrationBean.class, Filter.class })
class ServletUiConfiguration {

	/**
	 * Before the tracing filter, so that requests to the page are not traced, and before
	 * Spring Security, which would require a login.
	 */
	private static final int FIRST = Ordered.HIGHEST_PRECEDENCE;

	/**
	 * After the tracing filter, to whose span it refers.
	 */
	private static final int TRACED = Ordered.HIGHEST_PRECEDENCE + 2;

	@Bean
	FilterRegistrationBean<UiFilter> tracingUiFilter(UiHandler handler, UiAddress address, UiProperties properties) {
		boolean local = properties.access() == UiProperties.Access.LOCAL;
		return registration(
				local ? UiFilter.ofEverything(handler, address) : UiFilter.ofAbsoluteRoutes(handler, address), FIRST);
	}

	@Bean
	@ConditionalOnSetting(value = "tracing.ui.access", is = "authenticated")
	FilterRegistrationBean<UiFilter> tracingSecuredUiFilter(UiHandler handler, UiAddress address,
			UiProperties properties, Environment environment) {
		int security = environment.getProperty("spring.security.filter.order", Integer.class, -100);
		return registration(UiFilter.ofPage(handler, address, properties.roles()), security + 1);
	}

	@Bean
	@ConditionalOnSetting(value = "tracing.ui.access", is = "authenticated")
	FilterRegistrationBean<Filter> tracingUntracedUiFilter(UiHandler handler, UiAddress address) {
		return registration((request, response, chain) -> {
			if (request instanceof HttpServletRequest http
					&& handler.isPage(UiFilter.path(http, address.servletPath()))) {
				request.setAttribute(ExcludedRequests.UNTRACED, Boolean.TRUE);
			}
			chain.doFilter(request, response);
		}, FIRST);
	}

	@Bean
	@ConditionalOnSetting(value = "tracing.ui.server-timing", isNot = "false")
	FilterRegistrationBean<ServerTimingFilter> tracingServerTimingFilter() {
		return registration(new ServerTimingFilter(), TRACED);
	}

	private static <T extends Filter> FilterRegistrationBean<T> registration(T filter, int order) {
		FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
		registration.setOrder(order);
		registration.setDispatcherTypes(DispatcherType.REQUEST);
		return registration;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RequestMappingHandlerMapping.class, DispatcherServletPath.class })
	static class MvcConfiguration {

		@Bean
		MvcSampleRequest tracingSampleRequest(ObjectProvider<RequestMappingHandlerMapping> mappings,
				ObjectProvider<DispatcherServletPath> servletPath) {
			return new MvcSampleRequest(mappings, servletPath);
		}

	}

}
