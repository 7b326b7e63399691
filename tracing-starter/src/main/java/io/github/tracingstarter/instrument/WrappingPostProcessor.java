package io.github.tracingstarter.instrument;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;

/**
 * A post-processor that may replace a bean. In a cycle of beans, the first bean is
 * injected into another one before it is initialized. All other beans must get the same
 * object as that early reference, or there would be two instances of a singleton.
 */
public abstract class WrappingPostProcessor implements SmartInstantiationAwareBeanPostProcessor {

	/**
	 * The beans that were exposed as early references, and wrapped for that, before they
	 * were initialized.
	 */
	private final Set<String> early = ConcurrentHashMap.newKeySet();

	/**
	 * Wraps a bean if it is one to trace. The bean may not be initialized yet.
	 * @param bean the bean
	 * @param beanName its name
	 * @return the object to use instead, or the bean itself
	 */
	protected abstract Object wrap(Object bean, String beanName);

	@Override
	public final @Nullable Object postProcessBeforeInstantiation(Class<?> beanClass, String beanName) {
		// Left by an earlier, failed attempt to create the bean.
		this.early.remove(beanName);
		return null;
	}

	@Override
	public final Object getEarlyBeanReference(Object bean, String beanName) {
		this.early.add(beanName);
		return wrap(bean, beanName);
	}

	/**
	 * Returns the bean itself if an early reference to it was exposed: Spring replaces
	 * the bean with that reference, and fails if anything else has changed the bean in
	 * the meantime.
	 */
	@Override
	public final Object postProcessAfterInitialization(Object bean, String beanName) {
		return this.early.remove(beanName) ? bean : wrap(bean, beanName);
	}

}
