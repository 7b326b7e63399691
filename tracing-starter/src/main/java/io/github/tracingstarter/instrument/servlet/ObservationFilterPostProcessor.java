package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.instrument.http.ObservationDemand;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Disables Boot's observation filter if nothing needs its observations, because even for
 * a disabled observation a context is created. A filter that the application has declared
 * may do more, so it stays, with its observations.
 */
class ObservationFilterPostProcessor implements BeanPostProcessor {

	private static final String OF_BOOT = "webMvcObservationFilter";

	private final ObjectProvider<ObservationDemand> demand;

	ObservationFilterPostProcessor(ObjectProvider<ObservationDemand> demand) {
		this.demand = demand;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Object filter = (bean instanceof FilterRegistrationBean<?> registration) ? registration.getFilter() : bean;
		if (filter instanceof ServerHttpObservationFilter) {
			ObservationDemand known = this.demand.getObject();
			if (!beanName.equals(OF_BOOT) || filter.getClass() != ServerHttpObservationFilter.class) {
				known.claim();
			}
			else if (bean instanceof FilterRegistrationBean<?> registration && !known.isWanted()) {
				registration.setEnabled(false);
			}
		}
		return bean;
	}

}
