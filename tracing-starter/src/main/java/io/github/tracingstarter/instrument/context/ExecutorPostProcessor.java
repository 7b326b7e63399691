package io.github.tracingstarter.instrument.context;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Lets Spring's executors and schedulers carry the trace to their tasks. The bean is not
 * replaced.
 */
final class ExecutorPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private static final Log logger = LogFactory.getLog(ExecutorPostProcessor.class);

	private static final String OWN_POOL = "its class creates its own pool, or it was used before it was initialized";

	private final ExecutorReport report;

	/**
	 * Executors that start all their threads at once, but not before their pool has been
	 * replaced.
	 */
	private final Set<Object> heldBack = Collections
		.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

	ExecutorPostProcessor(ObjectProvider<TracingReport> report) {
		this.report = new ExecutorReport(report);
	}

	/**
	 * Runs before any post-processor that could see the pool of an executor or replace
	 * the executor.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		try {
			if (bean instanceof ThreadPoolTaskExecutor executor && !setsUpItsPool(executor)
					&& SpringPools.holdBack(executor)) {
				this.heldBack.add(executor);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			// Carrying fails for the same reason, which is reported.
			logger.debug("The pool of '%s' was not replaced: its threads would start too early".formatted(beanName),
					ex);
		}
		return bean;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (isSupported(bean) && !(bean instanceof ScopedObject)) {
			String reason = carry(bean);
			if (this.heldBack.remove(bean)) {
				SpringPools.start((ThreadPoolTaskExecutor) bean);
			}
			this.report.add(beanName, bean, reason);
		}
		return bean;
	}

	/**
	 * Returns whether an executor can carry contexts without being replaced.
	 * @param executor the executor
	 * @return whether it is
	 */
	static boolean isSupported(Object executor) {
		return executor instanceof ThreadPoolTaskExecutor || executor instanceof ThreadPoolTaskScheduler
				|| executor instanceof SimpleAsyncTaskExecutor;
	}

	/**
	 * Makes an executor carry contexts.
	 * @param executor a supported executor
	 * @return why it does not, or {@code null} if it does
	 */
	static @Nullable String carry(Object executor) {
		if (executor instanceof SpringProxy) {
			return "it is a proxy";
		}
		try {
			if (executor instanceof ThreadPoolTaskExecutor pooled) {
				return carry(pooled);
			}
			if (executor instanceof ThreadPoolTaskScheduler scheduler) {
				return carry(scheduler);
			}
			return carry((SimpleAsyncTaskExecutor) executor);
		}
		catch (RuntimeException | LinkageError ex) {
			return "it could not be instrumented: " + ex;
		}
	}

	private static @Nullable String carry(ThreadPoolTaskExecutor executor) {
		return !setsUpItsPool(executor) && SpringPools.exchange(executor) ? null : OWN_POOL;
	}

	private static @Nullable String carry(ThreadPoolTaskScheduler scheduler) {
		return !setsUpItsPool(scheduler) && SpringPools.exchange(scheduler) ? null : OWN_POOL;
	}

	private static @Nullable String carry(SimpleAsyncTaskExecutor executor) {
		if (overrides(executor, SimpleAsyncTaskExecutor.class, "doExecute", "newThread")) {
			return "its class starts its own threads";
		}
		SpringPools.decorate(executor);
		return null;
	}

	private static boolean setsUpItsPool(ExecutorConfigurationSupport executor) {
		return overrides(executor, ExecutorConfigurationSupport.class, "initializeExecutor", "initialize",
				"afterPropertiesSet");
	}

	/**
	 * Returns whether a class of the application overrides a method by which it could see
	 * the replacement.
	 */
	private static boolean overrides(Object bean, Class<?> base, String... methods) {
		Set<String> names = Set.of(methods);
		for (Class<?> type = bean.getClass(); type != base && type != null; type = type.getSuperclass()) {
			if (!type.getName().startsWith("org.springframework.") && type != CarryingTaskScheduler.class
					&& Arrays.stream(type.getDeclaredMethods()).map(Method::getName).anyMatch(names::contains)) {
				return true;
			}
		}
		return false;
	}

}
