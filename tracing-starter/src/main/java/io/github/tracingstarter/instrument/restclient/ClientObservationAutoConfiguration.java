package io.github.tracingstarter.instrument.restclient;

import java.util.function.Predicate;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.github.tracingstarter.instrument.MetricsOnlyObservationPredicate;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.observation.ClientRequestObservationContext;

/**
 * Auto-configuration that keeps Spring's observations of outgoing HTTP calls for their
 * metrics, without a span: a traced call has one, and where
 * {@code tracing.client.enabled} is false none is wanted.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass(ClientRequestObservationContext.class)
@ConditionalOnTracing
@EnableConfigurationProperties(ClientProperties.class)
public final class ClientObservationAutoConfiguration {

	@Bean
	AdoptingObservationHandler<ClientRequestObservationContext> clientAdoptingObservationHandler(Tracer tracer,
			ClientProperties properties) {
		return new AdoptingObservationHandler<>(ClientRequestObservationContext.class, withoutSpan(properties), tracer);
	}

	@Bean
	ClientObservationPredicate clientObservationPredicate(ObjectProvider<ObservationHandler<?>> handlers,
			ClientProperties properties) {
		return new ClientObservationPredicate(withoutSpan(properties),
				new MetricsOnlyObservationPredicate(ClientRequestObservationContext.class, handlers));
	}

	private static Predicate<ClientRequestObservationContext> withoutSpan(ClientProperties properties) {
		return properties.enabled() ? (context) -> InnerRequests.isTraced(context.getCarrier()) : (context) -> true;
	}

}
