package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.instrument.MetricsOnlyObservationPredicate;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Leaves out Spring's observation filter where it would make an observation for each
 * request that nobody wants: even one that is turned off costs its context. A filter that
 * the application derived from it may do more, and stays.
 */
class ObservationFilterPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<MetricsOnlyObservationPredicate> predicate;

	ObservationFilterPostProcessor(ObjectProvider<MetricsOnlyObservationPredicate> predicate) {
		this.predicate = predicate;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof FilterRegistrationBean<?> registration
				&& registration.getFilter().getClass() == ServerHttpObservationFilter.class
				&& !this.predicate.getObject().isWanted()) {
			registration.setEnabled(false);
		}
		return bean;
	}

}
