package io.github.tracingstarter.instrument.annotation;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.instrument.Frameworks;
import io.github.tracingstarter.instrument.ProxyClasses;
import io.github.tracingstarter.instrument.Spies;
import io.github.tracingstarter.instrument.WrappingPostProcessor;
import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Adds advice to annotated methods of the application's beans, without AspectJ. If
 * Micrometer's aspects are beans, their annotations are left to them.
 * <p>
 * The post-processor is not ordered, so it runs after those that create proxies for
 * transactions and {@code @Async}, and its advice is next to the method, on the thread
 * that runs it.
 */
final class AnnotationPostProcessor extends WrappingPostProcessor implements BeanFactoryAware {

	private static final String INSTRUMENTATION = "annotations";

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(AnnotationPostProcessor.class),
			"The annotated methods of a bean could not be traced. The application is not affected.");

	private final AnnotationInterceptor interceptor;

	private final ObjectProvider<TracingReport> report;

	private final Set<Class<?>> plain = ConcurrentHashMap.newKeySet();

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	private @Nullable BeanFactory beanFactory;

	private volatile @Nullable Annotations annotations;

	AnnotationPostProcessor(AnnotationInterceptor interceptor, ObjectProvider<TracingReport> report) {
		this.interceptor = interceptor;
		this.report = report;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	protected Object wrap(Object bean, String beanName) {
		if (bean instanceof AopInfrastructureBean || bean instanceof ScopedObject) {
			return bean;
		}
		Class<?> type = ClassUtils.getUserClass(AopUtils.getTargetClass(bean));
		if (Frameworks.contain(type.getName()) || type.isHidden() || this.plain.contains(type)) {
			return bean;
		}
		try {
			return advise(bean, beanName, type);
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
			return bean;
		}
	}

	private Object advise(Object bean, String beanName, Class<?> type) {
		Annotations annotations = annotations();
		if (!isAnnotated(type, annotations)) {
			this.plain.add(type);
			return bean;
		}
		this.interceptor.use(annotations);
		Object advised = Spies.isSpy(bean) ? null
				: ProxyClasses.advise(bean, new DefaultPointcutAdvisor(new Annotated(annotations), this.interceptor));
		report(beanName, type, advised != null);
		return (advised != null) ? advised : bean;
	}

	/**
	 * Returns whether a class has annotated methods. Checks each method once, with the
	 * annotations of superclasses and interfaces.
	 */
	private static boolean isAnnotated(Class<?> type, Annotations annotations) {
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type,
				(method) -> method.getDeclaringClass() != Object.class)) {
			if (annotations.apply(method, type)) {
				return true;
			}
		}
		return false;
	}

	private Annotations annotations() {
		Annotations annotations = this.annotations;
		if (annotations == null) {
			annotations = new Annotations(!isAspectPresent("io.micrometer.tracing.annotation.SpanAspect"),
					!isAspectPresent("io.micrometer.observation.aop.ObservedAspect"));
			this.annotations = annotations;
		}
		return annotations;
	}

	/**
	 * Returns whether an aspect is present. The application may declare it itself,
	 * without Spring Boot's property.
	 */
	private boolean isAspectPresent(String name) {
		ClassLoader classLoader = getClass().getClassLoader();
		return ClassUtils.isPresent("org.aspectj.lang.ProceedingJoinPoint", classLoader)
				&& this.beanFactory instanceof ListableBeanFactory beans
				&& beans.getBeanNamesForType(ClassUtils.resolveClassName(name, classLoader), false, false).length > 0;
	}

	private void report(String beanName, Class<?> type, boolean traced) {
		if (!this.reported.add(beanName)) {
			return;
		}
		String subject = "%s (%s)".formatted(beanName, type.getSimpleName());
		this.report.ifAvailable((target) -> {
			if (traced) {
				target.traced(INSTRUMENTATION, subject);
			}
			else {
				target.leftAlone(INSTRUMENTATION, subject,
						"its class is final or has public final methods, so that it can have no proxy");
			}
		});
	}

	private static final class Annotated extends StaticMethodMatcherPointcut {

		private final Annotations annotations;

		Annotated(Annotations annotations) {
			this.annotations = annotations;
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			Class<?> type = ClassUtils.getUserClass(targetClass);
			return this.annotations.apply(AopUtils.getMostSpecificMethod(method, type), type);
		}

	}

}
