package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.WorkWatch;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Auto-configuration of the listener to the return of Spring MVC's handler methods, if a
 * feature needs it.
 */
@AutoConfiguration(after = WebTracingAutoConfiguration.class,
		afterName = "io.github.tracingstarter.ui.stacks.StacksAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ DispatcherServlet.class, WebMvcConfigurer.class })
@ConditionalOnTracing("web")
@ConditionalOnBean(WorkWatch.class)
public final class HandlerAutoConfiguration {

	@Bean
	HandlerReturn tracingHandlerReturn() {
		return new HandlerReturn();
	}

	@Bean
	WebMvcConfigurer tracingHandlerReturnConfigurer(HandlerReturn handlerReturn) {
		return new WebMvcConfigurer() {

			@Override
			public void addInterceptors(InterceptorRegistry registry) {
				registry.addInterceptor(handlerReturn);
			}

		};
	}

}
