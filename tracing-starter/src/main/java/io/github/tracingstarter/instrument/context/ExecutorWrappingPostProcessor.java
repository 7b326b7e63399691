package io.github.tracingstarter.instrument.context;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;

import io.github.tracingstarter.instrument.Frameworks;
import io.github.tracingstarter.instrument.Spies;
import io.github.tracingstarter.instrument.WrappingPostProcessor;
import io.github.tracingstarter.report.TracingReport;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;

/**
 * Makes executors of the JDK and of the application carry the trace to their tasks, by
 * replacing the bean with a proxy of the executor. Spring's adapters of such executors,
 * and its event multicaster, get a proxy as their executor.
 */
final class ExecutorWrappingPostProcessor extends WrappingPostProcessor implements PriorityOrdered {

	private static final String UNKNOWN = "it is not one of the executors that carry the trace; "
			+ "a bean that it delegates to may be";

	private final ExecutorReport report;

	ExecutorWrappingPostProcessor(ObjectProvider<TracingReport> report) {
		this.report = new ExecutorReport(report);
	}

	/**
	 * Runs before any post-processor that could replace the executor.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	protected Object wrap(Object bean, String beanName) {
		boolean candidate = bean instanceof Executor || bean instanceof TaskScheduler
				|| bean instanceof SimpleApplicationEventMulticaster;
		if (!candidate || ExecutorPostProcessor.isSupported(bean) || bean instanceof ScopedObject
				|| bean instanceof FactoryBean) {
			return bean;
		}
		Outcome outcome;
		try {
			outcome = carry(bean);
		}
		catch (RuntimeException | LinkageError ex) {
			outcome = new Outcome(bean, "it could not be instrumented: " + ex);
		}
		if (!(bean instanceof SimpleApplicationEventMulticaster)) {
			this.report.add(beanName, bean, outcome.reason());
		}
		return outcome.bean();
	}

	private static Outcome carry(Object bean) {
		if (bean instanceof SimpleApplicationEventMulticaster multicaster) {
			Executor executor = SpringAdapters.executor(multicaster);
			if (executor != null) {
				multicaster.setTaskExecutor(carrying(executor).executor());
			}
			return new Outcome(bean, null);
		}
		if (bean instanceof SpringProxy) {
			return new Outcome(bean, "it is a proxy");
		}
		if (bean instanceof ConcurrentTaskExecutor adapter) {
			return new Outcome(bean, SpringAdapters.exchange(adapter, ExecutorWrappingPostProcessor::carrying));
		}
		if (bean instanceof TaskExecutorAdapter adapter) {
			if (!ExecutorProxies.isProxy(SpringAdapters.executor(adapter))) {
				SpringAdapters.decorate(adapter);
			}
			return new Outcome(bean, null);
		}
		if (bean instanceof Executor executor) {
			Carrying carrying = carrying(executor);
			return new Outcome(carrying.executor(), carrying.reason());
		}
		return new Outcome(bean, UNKNOWN);
	}

	/**
	 * Makes an executor carry contexts.
	 * @param executor the executor, which need not be a bean
	 * @return the result, with the executor to use instead, which may be the executor
	 * itself
	 */
	static Carrying carrying(Executor executor) {
		if (ExecutorPostProcessor.isSupported(executor)) {
			return new Carrying(executor, ExecutorPostProcessor.carry(executor));
		}
		if (executor instanceof SpringProxy) {
			return new Carrying(executor, "it is a proxy");
		}
		if (ExecutorProxies.isProxy(executor)) {
			return new Carrying(executor, null);
		}
		if (!isKnown(executor)) {
			return new Carrying(executor, UNKNOWN);
		}
		if (Spies.isSpy(executor)) {
			return new Carrying(executor, "it is a mock of a test");
		}
		Executor proxy = ExecutorProxies.create(executor);
		return (proxy != null) ? new Carrying(proxy, null)
				: new Carrying(executor, "its class cannot be extended, or has final methods");
	}

	/**
	 * Returns whether an executor is of a kind that can be replaced. Executors of
	 * frameworks may be event loops, search for their tasks, or carry contexts
	 * themselves.
	 */
	private static boolean isKnown(Executor executor) {
		String name = executor.getClass().getName();
		return executor instanceof ThreadPoolExecutor || executor instanceof ForkJoinPool
				|| name.startsWith("java.util.concurrent.") || name.startsWith("io.micrometer.core.")
				|| !Frameworks.contain(name);
	}

	private record Outcome(Object bean, @Nullable String reason) {

	}

	/**
	 * An executor that has been examined.
	 *
	 * @param executor the executor to use instead
	 * @param reason why it carries no contexts, or null if it does
	 */
	record Carrying(Executor executor, @Nullable String reason) {

	}

}
