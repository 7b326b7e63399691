package io.github.tracingstarter.instrument;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the spans that come from observations.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration")
@ConditionalOnTracing
@ConditionalOnBean(Tracer.class)
public final class MappedObservationAutoConfiguration {

	@Bean
	MappedObservationHandler tracingMappedObservationHandler(ObjectProvider<ObservationMapper<?>> mappers,
			ConfigurableListableBeanFactory beans, Environment environment, InstrumentationSwitches switches,
			Spans spans, Tracer tracer, AttributeRedaction text) {
		return new MappedObservationHandler(mappers.orderedStream().toList(),
				new MapperSwitches(beans, environment, switches).on(), spans, tracer, text);
	}

	@Bean
	SpanObservations tracingSpanObservations(ObjectProvider<TracingObservationHandler<?>> handlers,
			ObjectProvider<ObservationPredicate> predicates, ObjectProvider<GlobalObservationConvention<?>> conventions,
			ObjectProvider<ObservationFilter> filters, ObjectProvider<ObservationMapper<?>> mappers) {
		return new SpanObservations(handlers, predicates, conventions, filters, mappers);
	}

}
