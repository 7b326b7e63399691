package io.github.tracingstarter.propagation;

import io.opentelemetry.context.propagation.TextMapPropagator;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Corrects the propagator that Boot configures, for requests, calls and messages.
 * Propagators of the application are not changed.
 */
final class PropagatorPostProcessor implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof TextMapPropagator propagator && MendedPropagator.isBoots(propagator))
				? new MendedPropagator(propagator) : bean;
	}

}
