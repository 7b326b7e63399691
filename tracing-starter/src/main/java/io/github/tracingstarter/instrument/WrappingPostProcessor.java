package io.github.tracingstarter.instrument;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;

/**
 * A post-processor that may replace a bean. In a cycle of beans, the first one is
 * injected into another one before it is initialized. That early reference must be the
 * object that all others get, or there would be two instances of a singleton.
 */
public abstract class WrappingPostProcessor implements SmartInstantiationAwareBeanPostProcessor {

	/**
	 * The beans that were given away, and wrapped for it, before they were initialized.
	 */
	private final Set<String> early = ConcurrentHashMap.newKeySet();

	/**
	 * Wraps a bean, or does not. It need not be initialized.
	 * @param bean the bean
	 * @param beanName its name
	 * @return what the application gets in its place, or the bean itself
	 */
	protected abstract Object wrap(Object bean, String beanName);

	@Override
	public final @Nullable Object postProcessBeforeInstantiation(Class<?> beanClass, String beanName) {
		// Left by an earlier attempt to make the bean, which failed.
		this.early.remove(beanName);
		return null;
	}

	@Override
	public final Object getEarlyBeanReference(Object bean, String beanName) {
		this.early.add(beanName);
		return wrap(bean, beanName);
	}

	/**
	 * Where an early reference was given away, this is the bean itself: Spring puts the
	 * reference in its place, and fails if somebody else changed it in the meantime.
	 */
	@Override
	public final Object postProcessAfterInitialization(Object bean, String beanName) {
		return this.early.remove(beanName) ? bean : wrap(bean, beanName);
	}

}
