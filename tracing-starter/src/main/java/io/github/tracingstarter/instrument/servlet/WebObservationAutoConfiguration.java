package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.github.tracingstarter.instrument.MetricsOnlyObservationPredicate;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Auto-configuration that keeps Spring's observations of requests for their metrics,
 * without a span: the filter makes it, and where {@code tracing.web.enabled} is false
 * none is wanted. Not for web applications alone: their observations may go to the
 * registry of a parent context, which is none.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass(ServerRequestObservationContext.class)
@ConditionalOnTracing
@ConditionalOnBean(Tracer.class)
public final class WebObservationAutoConfiguration {

	@Bean
	AdoptingObservationHandler<ServerRequestObservationContext> serverRequestAdoptingObservationHandler(Tracer tracer) {
		return new AdoptingObservationHandler<>(ServerRequestObservationContext.class, tracer);
	}

	@Bean
	MetricsOnlyObservationPredicate serverRequestObservationPredicate(ObjectProvider<ObservationHandler<?>> handlers) {
		return new MetricsOnlyObservationPredicate(ServerRequestObservationContext.class, handlers);
	}

	@Bean
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static ObservationFilterPostProcessor tracingObservationFilterPostProcessor(
			@Qualifier("serverRequestObservationPredicate") ObjectProvider<MetricsOnlyObservationPredicate> predicate) {
		return new ObservationFilterPostProcessor(predicate);
	}

}
