package io.github.tracingstarter.instrument.observation;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.micrometer.jakarta9.instrument.jms.JmsProcessObservationContext;
import io.micrometer.jakarta9.instrument.jms.JmsPublishObservationContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import jakarta.jms.Message;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that lets every kind of propagation pass through JMS. Handlers of
 * the application do it alone.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration")
@ConditionalOnTracing
@ConditionalOnClass({ JmsPublishObservationContext.class, Message.class })
public final class JmsObservationAutoConfiguration {

	@Bean
	@ConditionalOnBean(name = "propagatingSenderTracingObservationHandler")
	JmsObservationHandler<JmsPublishObservationContext> tracingJmsSenderObservationHandler(Tracer tracer,
			Propagator propagator) {
		return new JmsObservationHandler<>(JmsPublishObservationContext.class,
				new PropagatingSenderTracingObservationHandler<>(tracer, new JmsPropagator(propagator)));
	}

	@Bean
	@ConditionalOnBean(name = "propagatingReceiverTracingObservationHandler")
	JmsObservationHandler<JmsProcessObservationContext> tracingJmsReceiverObservationHandler(Tracer tracer,
			Propagator propagator) {
		return new JmsObservationHandler<>(JmsProcessObservationContext.class,
				new PropagatingReceiverTracingObservationHandler<>(tracer, new JmsPropagator(propagator)));
	}

}
