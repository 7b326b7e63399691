package io.github.tracingstarter.instrument.fields;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.instrument.FieldTracer;
import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.Spies;
import io.github.tracingstarter.instrument.fields.TracedFields.TracedField;
import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.NativeDetector;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;

/**
 * Traces clients and executors in the fields of the application's beans. A bean is
 * inspected before it is initialized, because it may use its client to build something
 * during initialization, and again afterwards, because it may create the client then. The
 * bean is not replaced.
 */
final class FieldPostProcessor implements BeanPostProcessor, PriorityOrdered, BeanFactoryAware, EnvironmentAware {

	private static final Log logger = LogFactory.getLog(FieldPostProcessor.class);

	private final ObjectProvider<FieldTracer> provider;

	private final ObjectProvider<TracingReport> report;

	/**
	 * Each field is reported once, although a prototype is processed many times.
	 */
	private final Set<Field> reported = ConcurrentHashMap.newKeySet();

	private @Nullable BeanFactory beans;

	private @Nullable Environment environment;

	private volatile @Nullable List<FieldTracer> tracers;

	private volatile @Nullable TracedFields fields;

	FieldPostProcessor(ObjectProvider<FieldTracer> tracers, ObjectProvider<TracingReport> report) {
		this.provider = tracers;
		this.report = report;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beans = beanFactory;
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Runs before the bean can use its clients.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		return trace(bean, beanName);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return trace(bean, beanName);
	}

	private Object trace(Object bean, String beanName) {
		if (NativeDetector.inNativeImage() || isNeededToLook(bean)) {
			return bean;
		}
		try {
			Object owner = (bean instanceof Advised) ? AopProxyUtils.getSingletonTarget(bean) : bean;
			if (owner != null) {
				for (TracedField field : fields().of(owner.getClass())) {
					if (field.tracer().looksInto(owner)) {
						trace(field.field(), field.tracer(), owner, beanName);
					}
				}
			}
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("The fields of '%s' are left as they are".formatted(beanName), ex);
		}
		return bean;
	}

	/**
	 * Returns whether a bean is created while the first bean is being inspected.
	 */
	private static boolean isNeededToLook(Object bean) {
		return bean instanceof FieldTracer || bean.getClass().getName().startsWith("org.springframework.boot.");
	}

	private void trace(Field field, FieldTracer tracer, Object owner, String beanName) {
		String reason;
		try {
			field.setAccessible(true);
			Object value = field.get(owner);
			if (value == null || isToBeLeftAlone(value, tracer)) {
				return;
			}
			Object traced = tracer.trace(value);
			if (traced == null && tracer.obstacle() == null) {
				return;
			}
			reason = (traced != null) ? replace(field, owner, value, traced) : tracer.obstacle();
		}
		catch (IllegalAccessException | RuntimeException ex) {
			reason = "its field cannot be accessed: " + ex;
		}
		report(field, tracer, beanName, reason);
	}

	/**
	 * Returns whether to leave a value alone. A proxy represents a bean, which is itself
	 * traced.
	 */
	private static boolean isToBeLeftAlone(Object value, FieldTracer tracer) {
		return value instanceof SpringProxy || tracer.isTraced(value) || Spies.isSpy(value);
	}

	/**
	 * Puts the traced object into the field.
	 * @return why that is not possible, or null
	 */
	private static @Nullable String replace(Field field, Object owner, Object value, Object traced)
			throws IllegalAccessException {
		if (traced == value) {
			return null;
		}
		String obstacle = obstacle(field, traced);
		if (obstacle == null) {
			field.set(owner, traced);
		}
		return obstacle;
	}

	private static @Nullable String obstacle(Field field, Object traced) {
		if (!field.getType().isInstance(traced)) {
			return "its field has another type";
		}
		if (!Modifier.isFinal(field.getModifiers())) {
			return null;
		}
		if (Modifier.isStatic(field.getModifiers())) {
			return "its field is static and final";
		}
		if (field.getDeclaringClass().isRecord() || field.getDeclaringClass().isHidden()) {
			return "its field cannot be changed";
		}
		return !PrivateField.canSetFinal()
				? "its field is final, which Java %d does not allow to change".formatted(Runtime.version().feature())
				: null;
	}

	private void report(Field field, FieldTracer tracer, String beanName, @Nullable String reason) {
		if (!this.reported.add(field)) {
			return;
		}
		String subject = "%s.%s (%s)".formatted(beanName, field.getName(), field.getType().getSimpleName());
		this.report.ifAvailable((target) -> {
			if (reason == null) {
				target.traced(tracer.instrumentation(), subject);
			}
			else {
				target.leftAlone(tracer.instrumentation(), subject, reason);
			}
		});
	}

	private TracedFields fields() {
		TracedFields known = this.fields;
		if (known == null) {
			List<String> packages = (this.beans != null && AutoConfigurationPackages.has(this.beans))
					? AutoConfigurationPackages.get(this.beans) : List.of();
			known = new TracedFields(packages, tracers());
			this.fields = known;
		}
		return known;
	}

	private List<FieldTracer> tracers() {
		List<FieldTracer> known = this.tracers;
		if (known == null) {
			known = this.provider.orderedStream().filter(this::isOn).toList();
			this.tracers = known;
		}
		return known;
	}

	/**
	 * Reads the switch here, because a condition would be evaluated ahead of time.
	 */
	private boolean isOn(FieldTracer tracer) {
		return isTrue("tracing.%s.enabled".formatted(tracer.feature()))
				&& isTrue("tracing.%s.fields".formatted(tracer.feature()));
	}

	private boolean isTrue(String key) {
		return this.environment == null || this.environment.getProperty(key, Boolean.class, true);
	}

}
