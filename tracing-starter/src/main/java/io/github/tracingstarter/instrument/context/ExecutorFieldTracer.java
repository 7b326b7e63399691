package io.github.tracingstarter.instrument.context;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;

import io.github.tracingstarter.instrument.FieldTracer;
import io.github.tracingstarter.instrument.context.ExecutorWrappingPostProcessor.Carrying;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskExecutor;

/**
 * Lets executors of the JDK that are in fields of beans carry the trace to their tasks.
 * Spring's executors are mostly beans, which already carry it.
 */
final class ExecutorFieldTracer implements FieldTracer {

	private static final Set<String> FIELD_TYPES = Set.of("java.util.concurrent.Executor",
			"java.util.concurrent.ExecutorService", "java.util.concurrent.ScheduledExecutorService",
			"java.util.concurrent.AbstractExecutorService", "java.util.concurrent.ThreadPoolExecutor",
			"java.util.concurrent.ForkJoinPool");

	/**
	 * The proxies by executor, so that those who share an executor share its proxy, which
	 * refers to it.
	 */
	private final Map<Executor, WeakReference<Executor>> proxies = Collections.synchronizedMap(new WeakHashMap<>());

	@Override
	public String feature() {
		return "context";
	}

	@Override
	public String instrumentation() {
		return ExecutorReport.INSTRUMENTATION;
	}

	@Override
	public Set<String> fieldTypes() {
		return FIELD_TYPES;
	}

	/**
	 * Executors are not inspected, because an executor may compare the pool that it
	 * created with the one in its field.
	 */
	@Override
	public boolean looksInto(Object owner) {
		return !(owner instanceof Executor);
	}

	@Override
	public boolean isTraced(Object value) {
		return value instanceof TaskExecutor || value instanceof Executor executor && ExecutorProxies.isProxy(executor);
	}

	@Override
	public @Nullable Object trace(Object value) {
		if (!(value instanceof Executor executor)) {
			return null;
		}
		synchronized (this.proxies) {
			WeakReference<Executor> known = this.proxies.get(executor);
			Executor proxy = (known != null) ? known.get() : null;
			if (proxy != null) {
				return proxy;
			}
			Carrying carrying = ExecutorWrappingPostProcessor.carrying(executor);
			if (carrying.reason() != null) {
				return null;
			}
			this.proxies.put(executor, new WeakReference<>(carrying.executor()));
			return carrying.executor();
		}
	}

	/**
	 * Returns null, because an executor that is left alone may be a bean, which the
	 * report already mentions.
	 */
	@Override
	public @Nullable String obstacle() {
		return null;
	}

}
