package io.github.tracingstarter.instrument;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A bean that is wrapped, in a circular reference and outside.
 */
class WrappingPostProcessorTests {

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private final List<Service> wrapped = new ArrayList<>();

	WrappingPostProcessorTests() {
		this.beans.addBeanPostProcessor(new Wrapping());
	}

	@Test
	void outsideACircleABeanIsWrappedOnce() {
		this.beans.registerBeanDefinition("service", new RootBeanDefinition(Pool.class, Pool::new));
		Service service = this.beans.getBean(Service.class);
		assertThat(service).isInstanceOf(Wrapper.class);
		assertThat(this.wrapped).hasSize(1);
	}

	@Test
	void inACircleAllGetTheSameObject() {
		circle(false);
		Service service = this.beans.getBean("pool", Service.class);
		assertThat(service).isInstanceOf(Wrapper.class);
		assertThat(this.beans.getBean(Listener.class).service).isSameAs(service);
		assertThat(this.wrapped).hasSize(1);
	}

	@Test
	void aBeanThatCouldNotBeMadeIsWrappedAtTheNextAttempt() {
		circle(true);
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> this.beans.getBean("pool"));
		this.beans.removeBeanDefinition("pool");
		this.beans.registerBeanDefinition("pool", new RootBeanDefinition(Pool.class, Pool::new));
		assertThat(this.beans.getBean("pool")).isInstanceOf(Wrapper.class);
	}

	private void circle(boolean failing) {
		RootBeanDefinition pool = new RootBeanDefinition(Pool.class, Pool::new);
		pool.getPropertyValues().add("listener", new RuntimeBeanReference("listener")).add("failing", failing);
		this.beans.registerBeanDefinition("pool", pool);
		RootBeanDefinition listener = new RootBeanDefinition(Listener.class, Listener::new);
		listener.getPropertyValues().add("service", new RuntimeBeanReference("pool"));
		this.beans.registerBeanDefinition("listener", listener);
	}

	interface Service {

	}

	static class Pool implements Service {

		public void setListener(Listener listener) {
		}

		public void setFailing(boolean failing) {
			if (failing) {
				throw new IllegalStateException("broken");
			}
		}

	}

	static class Listener {

		private Service service;

		public void setService(Service service) {
			this.service = service;
		}

	}

	record Wrapper(Service service) implements Service {

	}

	class Wrapping extends WrappingPostProcessor {

		@Override
		protected Object wrap(Object bean, String beanName) {
			if (bean instanceof Service service) {
				WrappingPostProcessorTests.this.wrapped.add(service);
				return new Wrapper(service);
			}
			return bean;
		}

	}

}
