package io.github.tracingstarter.instrument.webclient;

import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.MadeClientHook;
import io.github.tracingstarter.instrument.SpanObservations;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.WovenHook;
import io.github.tracingstarter.instrument.http.ClientHeadersConfiguration;
import io.github.tracingstarter.instrument.http.HeaderCapture;
import io.github.tracingstarter.instrument.http.ObservationDetails;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;

/**
 * Auto-configuration of the tracing of outgoing HTTP calls by WebClient. If it is off,
 * Spring's observations remain for their metrics.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass(WebClient.class)
@ConditionalOnTracing
@EnableConfigurationProperties(WebClientProperties.class)
@ImportRuntimeHints(WebClientRuntimeHints.class)
@Import(ClientHeadersConfiguration.class)
@Instrumentation(id = "webclient", name = "WebClient", description = "Outgoing HTTP calls by WebClient.",
		type = "org.springframework.web.reactive.function.client.WebClient", library = "spring-webflux",
		nothing = "no WebClient or builder has been found so far")
public final class WebClientTracingAutoConfiguration {

	@Bean
	WebClientMapper tracingWebClientMapper(UrlRedaction redaction, HeaderCapture headers, AttributeRedaction text,
			ObjectProvider<ClientSpanCustomizer> customizers, ObjectProvider<Spans> spans) {
		return new WebClientMapper(redaction, headers, new ObservationDetails(text),
				customizers.orderedStream().toList(), () -> spans.getObject().measurements());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnTracing("webclient")
	static class ClientConfiguration {

		@Bean
		TracedWebClients tracedWebClients(ObjectProvider<SpanObservations> observations) {
			return new TracedWebClients(observations);
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static WebClientTracer tracingWebClientTracer(ObjectProvider<TracedWebClients> clients) {
			return new WebClientTracer(clients);
		}

		@Bean
		@Lazy
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static WovenHook tracingMadeWebClients(WebClientTracer tracer) {
			return new MadeClientHook("web-client", tracer);
		}

		@Bean
		static WebClientPostProcessor webClientTracingPostProcessor(ObjectProvider<TracedWebClients> clients,
				ObjectProvider<TracingReport> report) {
			return new WebClientPostProcessor(clients, report);
		}

		/**
		 * Traces the builders of {@code @ImportHttpServices} groups, which are not beans.
		 */
		@Bean
		WebClientHttpServiceGroupConfigurer tracingWebClientHttpServiceGroupConfigurer(TracedWebClients clients) {
			return (groups) -> groups.forEachClient((group, builder) -> clients.trace(builder));
		}

	}

}
