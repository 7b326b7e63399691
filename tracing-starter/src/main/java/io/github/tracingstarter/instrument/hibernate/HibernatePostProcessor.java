package io.github.tracingstarter.instrument.hibernate;

import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.TracingReport;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.jpa.boot.spi.IntegratorProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.orm.jpa.AbstractEntityManagerFactoryBean;

/**
 * Makes Hibernate call the integrator when it creates an entity manager factory. The
 * factory itself is not changed, because transactions are keyed by it.
 */
final class HibernatePostProcessor implements BeanPostProcessor {

	private static final String PROVIDER = "hibernate.integrator_provider";

	private final FlushSpans spans;

	private final BeanTracing beans;

	HibernatePostProcessor(ObjectProvider<Spans> spans, ObjectProvider<TracingReport> report) {
		this.spans = new FlushSpans(spans);
		this.beans = new BeanTracing("Hibernate", "The flushes", report);
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof AbstractEntityManagerFactoryBean factory) {
			this.beans.change(beanName, () -> add(factory, beanName));
		}
		return bean;
	}

	private void add(AbstractEntityManagerFactoryBean factory, String beanName) {
		Object present = factory.getJpaPropertyMap().get(PROVIDER);
		if (present == null || present instanceof IntegratorProvider) {
			factory.getJpaPropertyMap().put(PROVIDER, provider((IntegratorProvider) present));
			this.beans.traced(beanName);
		}
		else {
			this.beans.leftAlone(beanName, "%s names a class, where an object could be extended".formatted(PROVIDER));
		}
	}

	private IntegratorProvider provider(@Nullable IntegratorProvider present) {
		return () -> {
			List<Integrator> integrators = new ArrayList<>();
			if (present != null) {
				integrators.addAll(present.getIntegrators());
			}
			integrators.add(new FlushIntegrator(this.spans));
			return integrators;
		};
	}

}
