package io.github.tracingstarter.instrument.context;

import java.lang.reflect.Method;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.util.ReflectionUtils;

/**
 * Replaces the scheduler that Spring Boot creates for virtual threads with a
 * {@link CarryingTaskScheduler}. Boot has just created it, so nothing refers to it yet.
 * The application's own schedulers are not replaced, because other beans may refer to
 * them.
 */
final class BootSchedulerPostProcessor implements DestructionAwareBeanPostProcessor, BeanFactoryAware, PriorityOrdered {

	private final Map<Object, CarryingTaskScheduler> replaced = Collections.synchronizedMap(new IdentityHashMap<>());

	private @Nullable BeanFactory beanFactory;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Runs before all others, so that they see only one scheduler.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean.getClass() != SimpleAsyncTaskScheduler.class || !isMadeByBoot(beanName)) {
			return bean;
		}
		SimpleAsyncTaskScheduler original = (SimpleAsyncTaskScheduler) bean;
		CarryingTaskScheduler carrying = new CarryingTaskScheduler();
		ReflectionUtils.shallowCopyFieldState(original, carrying);
		carrying.setConcurrencyLimit(original.getConcurrencyLimit());
		this.replaced.put(original, carrying);
		return carrying;
	}

	private boolean isMadeByBoot(String beanName) {
		if (this.beanFactory instanceof ConfigurableBeanFactory factory && factory.containsBean(beanName)
				&& factory.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition) {
			Method method = definition.getResolvedFactoryMethod();
			return method != null && method.getDeclaringClass().getName().startsWith("org.springframework.boot.");
		}
		return false;
	}

	/**
	 * Closes the replacement, because Spring closes only the original scheduler.
	 */
	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		CarryingTaskScheduler carrying = this.replaced.remove(bean);
		if (carrying != null) {
			carrying.close();
		}
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return this.replaced.containsKey(bean);
	}

}
