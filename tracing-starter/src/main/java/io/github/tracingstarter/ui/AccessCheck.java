package io.github.tracingstarter.ui;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.ClassUtils;

/**
 * Makes startup fail if the page requires authenticated users and nothing authenticates
 * them.
 */
class AccessCheck implements SmartInitializingSingleton {

	private static final String SERVLET = "springSecurityFilterChain";

	private static final String REACTIVE = "org.springframework.security.web.server.WebFilterChainProxy";

	private final ListableBeanFactory beanFactory;

	AccessCheck(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.beanFactory.containsBean(SERVLET) && !hasReactive()) {
			throw new InvalidTracingPropertyException("tracing.ui.access", "authenticated",
					"Spring Security is not set up to authenticate users",
					"Add spring-boot-starter-security, or use local.");
		}
	}

	private boolean hasReactive() {
		ClassLoader classLoader = getClass().getClassLoader();
		return ClassUtils.isPresent(REACTIVE, classLoader) && this.beanFactory
			.getBeanNamesForType(ClassUtils.resolveClassName(REACTIVE, classLoader), false, false).length > 0;
	}

}
