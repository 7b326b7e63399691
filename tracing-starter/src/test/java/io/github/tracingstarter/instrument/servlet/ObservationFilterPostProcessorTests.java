package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.instrument.MetricsOnlyObservationPredicate;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationTextPublisher;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.ResolvableType;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.web.filter.CharacterEncodingFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of which filters are left out.
 */
class ObservationFilterPostProcessorTests {

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	@Test
	void springsOwnIsLeftOut() {
		assertThat(isEnabled(new ServerHttpObservationFilter(ObservationRegistry.create()))).isFalse();
	}

	@Test
	void itStaysWhereSomebodyListens() {
		this.beans.addBean("listener", new ObservationTextPublisher());
		assertThat(isEnabled(new ServerHttpObservationFilter(ObservationRegistry.create()))).isTrue();
	}

	@Test
	void oneOfTheApplicationStays() {
		assertThat(isEnabled(new ServerHttpObservationFilter(ObservationRegistry.create()) {
		})).isTrue();
	}

	@Test
	void othersStay() {
		assertThat(isEnabled(new CharacterEncodingFilter())).isTrue();
	}

	private boolean isEnabled(Filter filter) {
		this.beans.addBean("predicate", new MetricsOnlyObservationPredicate(ServerRequestObservationContext.class,
				this.beans.getBeanProvider(ResolvableType.forClass(ObservationHandler.class))));
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
		assertThat(new ObservationFilterPostProcessor(this.beans.getBeanProvider(MetricsOnlyObservationPredicate.class))
			.postProcessAfterInitialization(registration, "any")).isSameAs(registration);
		return registration.isEnabled();
	}

}
