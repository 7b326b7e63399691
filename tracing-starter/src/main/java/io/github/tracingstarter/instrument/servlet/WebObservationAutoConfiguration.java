package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.github.tracingstarter.instrument.http.ObservationDemand;
import io.github.tracingstarter.instrument.http.ObservationDetails;
import io.github.tracingstarter.instrument.http.UnusedHandlers;
import io.github.tracingstarter.instrument.http.UnwantedObservationPredicate;
import io.github.tracingstarter.instrument.http.WebProperties;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.http.server.observation.ServerRequestObservationConvention;

/**
 * Auto-configuration that keeps Spring's observations of requests for their metrics,
 * without a span: the filter creates the span, and if {@code tracing.web.enabled} is
 * false there must not be one. It is not limited to web applications, because their
 * observations may go to the registry of a parent context that is not a web application.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass(ServerRequestObservationContext.class)
@ConditionalOnTracing
@ConditionalOnBean(Tracer.class)
@EnableConfigurationProperties(WebProperties.class)
public final class WebObservationAutoConfiguration {

	@Bean
	ObservationDemand serverRequestObservationDemand(BeanFactory beans, WebProperties properties) {
		ObservationDemand demand = new ObservationDemand(beans, ServerRequestObservationContext.class,
				ServerRequestObservationConvention.class,
				(observations) -> observations.getHttp().getServer().getRequests().getName());
		if (properties.observation()) {
			demand.claim();
		}
		return demand;
	}

	@Bean
	AdoptingObservationHandler<ServerRequestObservationContext> serverRequestAdoptingObservationHandler(Tracer tracer,
			AttributeRedaction text) {
		return new AdoptingObservationHandler<>(ServerRequestObservationContext.class, (context) -> true, tracer,
				new ObservedRequests(new ObservationDetails(text)));
	}

	@Bean
	UnwantedObservationPredicate serverRequestObservationPredicate(
			@Qualifier("serverRequestObservationDemand") ObservationDemand demand) {
		return new UnwantedObservationPredicate(ServerRequestObservationContext.class, demand);
	}

	@Bean
	@ConditionalOnTracing("web")
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	UnusedHandlers tracingUnusedReceiverHandlers(ListableBeanFactory beans) {
		return new UnusedHandlers(beans, PropagatingReceiverTracingObservationHandler.class, "requests",
				"To customize them, declare a ServerRequestObservationConvention or ObservationFilter bean.");
	}

	@Bean
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static ObservationFilterPostProcessor tracingObservationFilterPostProcessor(
			@Qualifier("serverRequestObservationDemand") ObjectProvider<ObservationDemand> demand) {
		return new ObservationFilterPostProcessor(demand);
	}

}
