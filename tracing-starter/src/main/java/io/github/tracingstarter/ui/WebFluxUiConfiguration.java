package io.github.tracingstarter.ui;

import io.github.tracingstarter.configuration.ConditionalOnSetting;

import io.micrometer.observation.ObservationPredicate;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.security.core.Authentication;

/**
 * Configuration of the page in a WebFlux application.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(WebHttpHandlerBuilderCustomizer.class)
class WebFluxUiConfiguration {

	@Bean
	UiWebHandler tracingUiWebHandler(UiHandler handler) {
		return new UiWebHandler(handler);
	}

	@Bean
	WebHttpHandlerBuilderCustomizer tracingUiCustomizer(UiWebHandler handler, UiProperties properties) {
		boolean page = properties.access() == UiProperties.Access.LOCAL;
		return (builder) -> builder.httpHandlerDecorator((next) -> handler.around(next, page));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnSetting(value = "tracing.ui.access", is = "authenticated")
	@ConditionalOnClass(Authentication.class)
	static class SecuredConfiguration {

		@Bean
		SecuredUiWebFilter tracingSecuredUiWebFilter(UiHandler handler, UiWebHandler webHandler,
				UiProperties properties) {
			return new SecuredUiWebFilter(handler, webHandler, properties.roles());
		}

		@Bean
		ObservationPredicate tracingUiObservationPredicate(UiHandler handler) {
			return (name, context) -> !(context instanceof ServerRequestObservationContext request
					&& handler.isPage(UiWebHandler.path(request.getCarrier())));
		}

	}

}
