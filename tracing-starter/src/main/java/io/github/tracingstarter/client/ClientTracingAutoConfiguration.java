package io.github.tracingstarter.client;

import io.github.tracingstarter.core.ConditionalOnTracing;
import io.github.tracingstarter.core.Spans;
import io.github.tracingstarter.core.TracingAutoConfiguration;
import io.github.tracingstarter.core.TracingReport;
import io.github.tracingstarter.core.UrlRedaction;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;

/**
 * Auto-configuration of the tracing of outgoing HTTP calls.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass(RestClient.class)
@ConditionalOnTracing("client")
@EnableConfigurationProperties(ClientProperties.class)
@ImportRuntimeHints(ClientRuntimeHints.class)
public final class ClientTracingAutoConfiguration {

	@Bean
	ClientSpans tracingClientSpans(Spans spans, UrlRedaction redaction) {
		return new ClientSpans(spans, redaction);
	}

	@Bean
	TracedClients tracedClients(ObjectProvider<ClientSpans> spans) {
		return new TracedClients(spans);
	}

	@Bean
	static ClientPostProcessor clientTracingPostProcessor(ObjectProvider<TracedClients> clients,
			ObjectProvider<TracingReport> report) {
		return new ClientPostProcessor(clients, report);
	}

	/**
	 * The builders of {@code @ImportHttpServices} groups are no beans. Last, so that the
	 * groups' other configurers have chosen their request factories.
	 */
	@Bean
	RestClientHttpServiceGroupConfigurer tracingHttpServiceGroupConfigurer(TracedClients clients) {
		return (groups) -> groups.forEachClient((group, builder) -> clients.trace(builder));
	}

	/**
	 * Boot's customizers reach clients that the application makes with Boot's builders
	 * inside its own beans. Last, for the same reason.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestClientCustomizer.class)
	static class CustomizerConfiguration {

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

}
