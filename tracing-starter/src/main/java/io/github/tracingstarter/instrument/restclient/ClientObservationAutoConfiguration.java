package io.github.tracingstarter.instrument.restclient;

import java.util.function.Predicate;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.github.tracingstarter.instrument.http.ObservationDemand;
import io.github.tracingstarter.instrument.http.ObservationDetails;
import io.github.tracingstarter.instrument.http.UnwantedObservationPredicate;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.client.observation.ClientRequestObservationConvention;

/**
 * Auto-configuration that keeps Spring's observations of outgoing HTTP calls for their
 * metrics, without a span: a traced call already has one, and if
 * {@code tracing.client.enabled} is false there must not be one.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass(ClientRequestObservationContext.class)
@ConditionalOnTracing
@EnableConfigurationProperties(ClientProperties.class)
public final class ClientObservationAutoConfiguration {

	@Bean
	ObservationDemand clientObservationDemand(BeanFactory beans) {
		return new ObservationDemand(beans, ClientRequestObservationContext.class,
				ClientRequestObservationConvention.class,
				(observations) -> observations.getHttp().getClient().getRequests().getName());
	}

	@Bean
	AdoptingObservationHandler<ClientRequestObservationContext> clientAdoptingObservationHandler(Tracer tracer,
			ClientProperties properties, AttributeRedaction text,
			@Qualifier("clientObservationDemand") ObservationDemand demand) {
		return new AdoptingObservationHandler<>(ClientRequestObservationContext.class, withoutSpan(properties), tracer,
				new ObservedCalls(demand, new ObservationDetails(text)));
	}

	@Bean
	ClientObservationPredicate clientObservationPredicate(ClientProperties properties,
			@Qualifier("clientObservationDemand") ObservationDemand demand) {
		return new ClientObservationPredicate(withoutSpan(properties),
				new UnwantedObservationPredicate(ClientRequestObservationContext.class, demand));
	}

	private static Predicate<ClientRequestObservationContext> withoutSpan(ClientProperties properties) {
		return properties.enabled() ? (context) -> InnerRequests.isTraced(context.getCarrier()) : (context) -> true;
	}

}
