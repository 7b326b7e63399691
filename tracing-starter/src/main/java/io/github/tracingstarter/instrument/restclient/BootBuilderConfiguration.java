package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.configuration.ConditionalOnTracing;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Traces clients that the application creates with Boot's builders inside its own beans.
 * The customizers run last, after others have set the request factories.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnTracing("client")
@ConditionalOnClass(RestClientCustomizer.class)
class BootBuilderConfiguration {

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	RestClientCustomizer tracingRestClientCustomizer(TracedClients clients) {
		return clients::trace;
	}

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	RestTemplateCustomizer tracingRestTemplateCustomizer(TracedClients clients) {
		return clients::trace;
	}

}
