package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.instrument.http.ObservationDemand;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationTextPublisher;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.http.server.observation.ServerRequestObservationConvention;
import org.springframework.web.filter.CharacterEncodingFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of which filters are left out.
 */
class ObservationFilterPostProcessorTests {

	private static final String OF_BOOT = "webMvcObservationFilter";

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	private final ObservationDemand demand = new ObservationDemand(this.beans, ServerRequestObservationContext.class,
			ServerRequestObservationConvention.class, (properties) -> "http.server.requests");

	@Test
	void bootsIsLeftOut() {
		assertThat(isEnabled(new ServerHttpObservationFilter(ObservationRegistry.create()), OF_BOOT)).isFalse();
		assertThat(this.demand.isWanted()).isFalse();
	}

	@Test
	void itStaysWhereSomebodyListens() {
		this.beans.addBean("listener", new ObservationTextPublisher());
		assertThat(isEnabled(new ServerHttpObservationFilter(ObservationRegistry.create()), OF_BOOT)).isTrue();
	}

	@Test
	void oneOfTheApplicationStaysAndItsObservationsAreMade() {
		assertThat(isEnabled(new ServerHttpObservationFilter(ObservationRegistry.create()), "mine")).isTrue();
		assertThat(this.demand.isWanted()).isTrue();
		assertThat(this.demand.isShaped()).isTrue();
	}

	@Test
	void aSubclassStaysAndItsObservationsAreMade() {
		assertThat(isEnabled(new ServerHttpObservationFilter(ObservationRegistry.create()) {
		}, OF_BOOT)).isTrue();
		assertThat(this.demand.isWanted()).isTrue();
	}

	@Test
	void aFilterWithoutRegistrationIsOneOfTheApplication() {
		processor().postProcessAfterInitialization(new ServerHttpObservationFilter(ObservationRegistry.create()), "it");
		assertThat(this.demand.isWanted()).isTrue();
	}

	@Test
	void othersStay() {
		assertThat(isEnabled(new CharacterEncodingFilter(), "any")).isTrue();
		assertThat(this.demand.isWanted()).isFalse();
	}

	private boolean isEnabled(Filter filter, String beanName) {
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
		assertThat(processor().postProcessAfterInitialization(registration, beanName)).isSameAs(registration);
		return registration.isEnabled();
	}

	private ObservationFilterPostProcessor processor() {
		StaticListableBeanFactory demands = new StaticListableBeanFactory();
		demands.addBean("demand", this.demand);
		return new ObservationFilterPostProcessor(demands.getBeanProvider(ObservationDemand.class));
	}

}
