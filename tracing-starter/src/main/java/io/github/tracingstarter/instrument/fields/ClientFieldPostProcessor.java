package io.github.tracingstarter.instrument.fields;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.github.tracingstarter.instrument.ClientTracer;
import io.github.tracingstarter.instrument.Spies;
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
 * Traces the clients in the fields of the application's beans. A bean is looked at before
 * it is initialized, as it may build something with its client then, and again
 * afterwards, as it may have made the client then. The bean is not replaced.
 */
final class ClientFieldPostProcessor implements BeanPostProcessor, PriorityOrdered, BeanFactoryAware, EnvironmentAware {

	private static final Log logger = LogFactory.getLog(ClientFieldPostProcessor.class);

	/**
	 * The last version that sets final fields without a warning.
	 */
	private static final int LAST_VERSION_FOR_FINAL_FIELDS = 25;

	private final ObjectProvider<ClientTracer> provider;

	private final ObjectProvider<TracingReport> report;

	/**
	 * A prototype comes by again and again.
	 */
	private final Set<Field> reported = ConcurrentHashMap.newKeySet();

	private @Nullable BeanFactory beans;

	private boolean off;

	private volatile @Nullable List<ClientTracer> tracers;

	private volatile @Nullable ClientFields fields;

	ClientFieldPostProcessor(ObjectProvider<ClientTracer> tracers, ObjectProvider<TracingReport> report) {
		this.provider = tracers;
		this.report = report;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beans = beanFactory;
	}

	/**
	 * Not a condition, which would be evaluated ahead of time.
	 */
	@Override
	public void setEnvironment(Environment environment) {
		this.off = NativeDetector.inNativeImage()
				|| !environment.getProperty("tracing.client.fields", Boolean.class, true);
	}

	/**
	 * Before the bean can use its clients.
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
		if (this.off || isNeededToLook(bean)) {
			return bean;
		}
		try {
			Object owner = (bean instanceof Advised) ? AopProxyUtils.getSingletonTarget(bean) : bean;
			if (owner != null) {
				for (Field field : fields().of(owner.getClass())) {
					trace(field, owner, beanName);
				}
			}
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("Clients in the fields of '%s' are not traced".formatted(beanName), ex);
		}
		return bean;
	}

	/**
	 * What is created when the first bean is looked at.
	 */
	private static boolean isNeededToLook(Object bean) {
		return bean instanceof ClientTracer || bean.getClass().getName().startsWith("org.springframework.boot.");
	}

	private void trace(Field field, Object owner, String beanName) {
		String reason;
		try {
			field.setAccessible(true);
			Object client = field.get(owner);
			if (client == null || isToBeLeftAlone(client)) {
				return;
			}
			reason = replace(field, owner, client);
		}
		catch (IllegalAccessException | RuntimeException ex) {
			reason = "its field cannot be accessed: " + ex;
		}
		report(field, beanName, reason);
	}

	/**
	 * A proxy stands for a bean, which is traced itself.
	 */
	private boolean isToBeLeftAlone(Object client) {
		return client instanceof SpringProxy || tracers().stream().anyMatch((tracer) -> tracer.isTraced(client))
				|| Spies.isSpy(client);
	}

	/**
	 * Has the client traced.
	 * @return why it is not, or null
	 */
	private @Nullable String replace(Field field, Object owner, Object client) throws IllegalAccessException {
		for (ClientTracer tracer : tracers()) {
			Object traced = tracer.trace(client);
			if (traced == client) {
				return null;
			}
			if (traced != null) {
				String obstacle = obstacle(field, traced);
				if (obstacle == null) {
					field.set(owner, traced);
				}
				return obstacle;
			}
		}
		return "it is not one of the library's own clients, or cannot be wrapped";
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
		return (Runtime.version().feature() > LAST_VERSION_FOR_FINAL_FIELDS)
				? "its field is final, which Java %d does not allow to change".formatted(Runtime.version().feature())
				: null;
	}

	private void report(Field field, String beanName, @Nullable String reason) {
		if (!this.reported.add(field)) {
			return;
		}
		String subject = "%s.%s (%s)".formatted(beanName, field.getName(), field.getType().getSimpleName());
		this.report.ifAvailable((target) -> {
			if (reason == null) {
				target.traced("HTTP client", subject);
			}
			else {
				target.leftAlone("HTTP client", subject, reason);
			}
		});
	}

	private ClientFields fields() {
		ClientFields known = this.fields;
		if (known == null) {
			List<String> packages = (this.beans != null && AutoConfigurationPackages.has(this.beans))
					? AutoConfigurationPackages.get(this.beans) : List.of();
			known = new ClientFields(packages,
					tracers().stream()
						.flatMap((tracer) -> tracer.fieldTypes().stream())
						.collect(Collectors.toUnmodifiableSet()));
			this.fields = known;
		}
		return known;
	}

	private List<ClientTracer> tracers() {
		List<ClientTracer> known = this.tracers;
		if (known == null) {
			known = this.provider.orderedStream().toList();
			this.tracers = known;
		}
		return known;
	}

}
