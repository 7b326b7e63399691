package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.ClientHeadersConfiguration;
import io.github.tracingstarter.instrument.http.HeaderCapture;
import io.github.tracingstarter.instrument.http.ObservationDemand;
import io.github.tracingstarter.instrument.http.UnusedHandlers;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Role;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;

/**
 * Auto-configuration of the tracing of outgoing HTTP calls.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass(RestClient.class)
@ConditionalOnTracing("client")
@EnableConfigurationProperties(ClientProperties.class)
@Import({ BootBuilderConfiguration.class, ClientHeadersConfiguration.class })
@ImportRuntimeHints(ClientRuntimeHints.class)
@Instrumentation(id = "client", name = "HTTP client",
		description = "Outgoing HTTP calls: RestClient, RestTemplate and '@HttpExchange' interfaces.",
		type = "org.springframework.web.client.RestClient", library = "spring-web",
		nothing = "no RestClient, RestTemplate or builder has been found so far")
public final class ClientTracingAutoConfiguration {

	@Bean
	ClientSpans tracingClientSpans(Spans spans, UrlRedaction redaction, HeaderCapture headers,
			ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<AdoptingObservationHandler<ClientRequestObservationContext>> handler,
			@Qualifier("clientObservationDemand") ObjectProvider<ObservationDemand> demand,
			ObjectProvider<ClientSpanCustomizer> customizers) {
		CallObservations observations = new CallObservations(registry.getIfAvailable(() -> ObservationRegistry.NOOP),
				handler.getIfAvailable(), demand.getIfAvailable());
		return new ClientSpans(spans, redaction, headers, customizers.orderedStream().toList(), observations);
	}

	@Bean
	TracedClients tracedClients(ObjectProvider<ClientSpans> spans,
			@Qualifier("clientObservationDemand") ObjectProvider<ObservationDemand> demand, SpringClientHook hook) {
		return new TracedClients(spans, demand, () -> hook.isInstalled() && !PrivateField.canSetFinal());
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static SpringClientTracer tracingSpringClients(ObjectProvider<TracedClients> clients) {
		return new SpringClientTracer(clients);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static SpringClientHook tracingMadeSpringClients(ObjectProvider<TracedClients> clients) {
		return new SpringClientHook(clients);
	}

	@Bean
	UnusedHandlers tracingUnusedSenderHandlers(ListableBeanFactory beans) {
		return new UnusedHandlers(beans, PropagatingSenderTracingObservationHandler.class, "traced HTTP calls",
				"To customize them, declare a ClientRequestObservationConvention or ObservationFilter bean.");
	}

	@Bean
	static ClientPostProcessor clientTracingPostProcessor(ObjectProvider<TracedClients> clients,
			ObjectProvider<TracingReport> report) {
		return new ClientPostProcessor(clients, report);
	}

	/**
	 * Traces the builders of {@code @ImportHttpServices} groups, which are not beans.
	 * Runs last, after the groups' other configurers have chosen the request factories.
	 */
	@Bean
	RestClientHttpServiceGroupConfigurer tracingHttpServiceGroupConfigurer(TracedClients clients) {
		return (groups) -> groups.forEachClient((group, builder) -> clients.trace(builder));
	}

}
