package io.github.tracingstarter.propagation;

import io.opentelemetry.context.propagation.TextMapPropagator;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Mends the propagator that Boot configures, for all that use it: requests, calls and
 * messages. Those of the application are its own.
 */
final class PropagatorPostProcessor implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof TextMapPropagator propagator && MendedPropagator.isBoots(propagator))
				? new MendedPropagator(propagator) : bean;
	}

}
