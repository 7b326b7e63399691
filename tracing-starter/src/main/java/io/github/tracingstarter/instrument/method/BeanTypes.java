package io.github.tracingstarter.instrument.method;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

import io.github.tracingstarter.instrument.Frameworks;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The class of one of the application's beans, with its superclasses and interfaces.
 *
 * @param own the class, or the interface if a framework implements it
 * @param others superclasses and interfaces that do not belong to a framework
 */
record BeanTypes(Class<?> own, List<Class<?>> others) {

	private static final String OWN_PACKAGES = "io.github.tracingstarter.";

	/**
	 * Prefixes of types whose implementations are part of tracing, and would call
	 * themselves.
	 */
	private static final List<String> TRACING = List.of("io.opentelemetry.", "io.micrometer.observation.",
			"io.micrometer.tracing.");

	/**
	 * Types whose implementations are looked up by identity, or carry the objects that
	 * they are given.
	 */
	private static final Set<String> KEYS = Set.of("javax.sql.DataSource", "io.r2dbc.spi.ConnectionFactory",
			"org.springframework.transaction.TransactionManager", "jakarta.persistence.EntityManagerFactory");

	private static final List<String> CONFIGURING = List.of(Configuration.class.getName(),
			ConfigurationProperties.class.getName(), "org.aspectj.lang.annotation.Aspect");

	/**
	 * Returns the types of a bean.
	 * @param bean the bean
	 * @return its types, or null if it is not one of the application's, or only creates
	 * or configures others
	 */
	static @Nullable BeanTypes of(Object bean) {
		if (isInfrastructure(bean)) {
			return null;
		}
		Class<?> type = ClassUtils.getUserClass(AopUtils.getTargetClass(bean));
		if (isForeign(type)) {
			type = (bean instanceof Advised advised) ? implemented(advised) : null;
		}
		return (type == null || configures(type)) ? null : of(type);
	}

	private static boolean isInfrastructure(Object bean) {
		return bean instanceof AopInfrastructureBean || bean instanceof ScopedObject || bean instanceof FactoryBean
				|| bean instanceof BeanPostProcessor || bean instanceof BeanFactoryPostProcessor
				|| bean instanceof Advice || bean instanceof Advisor || bean instanceof Executor;
	}

	private static boolean isForeign(Class<?> type) {
		return type.isHidden() || Proxy.isProxyClass(type) || Frameworks.contain(type.getName()) || isStarter(type);
	}

	/**
	 * Returns whether a class is the starter's. The starter's tests are in its packages,
	 * but are applications.
	 */
	private static boolean isStarter(Class<?> type) {
		return type.getName().startsWith(OWN_PACKAGES) && location(type) == location(BeanTypes.class);
	}

	private static @Nullable Object location(Class<?> type) {
		CodeSource source = type.getProtectionDomain().getCodeSource();
		return (source != null && source.getLocation() != null) ? source.getLocation().toString().intern() : null;
	}

	private static @Nullable Class<?> implemented(Advised proxy) {
		for (Class<?> type : proxy.getProxiedInterfaces()) {
			if (!isForeign(type)) {
				return type;
			}
		}
		return null;
	}

	/**
	 * Returns whether the target of a proxy has no method of the application, as with a
	 * Spring Data repository.
	 */
	static boolean isImplementedByFramework(Advised proxy) {
		Class<?> target = proxy.getTargetClass();
		return target == null || isForeign(ClassUtils.getUserClass(target));
	}

	private static boolean configures(Class<?> type) {
		MergedAnnotations annotations = MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY);
		return CONFIGURING.stream().anyMatch(annotations::isPresent)
				|| ClassUtils.getAllInterfacesForClassAsSet(type).stream().anyMatch(BeanTypes::isForTracing);
	}

	private static boolean isForTracing(Class<?> type) {
		return KEYS.contains(type.getName()) || isStarter(type)
				|| TRACING.stream().anyMatch(type.getName()::startsWith);
	}

	private static BeanTypes of(Class<?> type) {
		List<Class<?>> others = new ArrayList<>();
		for (Class<?> above = type.getSuperclass(); above != null; above = above.getSuperclass()) {
			others.add(above);
		}
		others.addAll(ClassUtils.getAllInterfacesForClassAsSet(type));
		others.removeIf((other) -> other == type || Frameworks.contain(other.getName()));
		return new BeanTypes(type, List.copyOf(others));
	}

	/**
	 * Returns the superclasses and interfaces that declare a method, whatever the types
	 * of its parameters are there.
	 */
	List<Class<?>> declaring(Method method) {
		return this.others.stream().filter((type) -> declares(type, method)).toList();
	}

	private static boolean declares(Class<?> type, Method method) {
		for (Method declared : type.getDeclaredMethods()) {
			if (declared.getName().equals(method.getName())
					&& declared.getParameterCount() == method.getParameterCount()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns the application's methods: of a class those that it does not inherit from a
	 * framework, of an interface all.
	 */
	List<Method> methods() {
		return List.of(ReflectionUtils.getUniqueDeclaredMethods(this.own,
				(method) -> !method.isSynthetic() && !method.isBridge() && !ReflectionUtils.isObjectMethod(method)
						&& (this.own.isInterface() || !Frameworks.contain(method.getDeclaringClass().getName()))));
	}

	static boolean isCallable(Method method) {
		return Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
	}

}
