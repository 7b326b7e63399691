package io.github.tracingstarter.instrument.context;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

import io.github.tracingstarter.instrument.context.ExecutorWrappingPostProcessor.Carrying;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;

/**
 * Accesses the executors inside Spring's adapters and its event multicaster, which need
 * not be beans. If one of the private fields is missing, this class cannot be
 * initialized, and they are not changed.
 */
final class SpringAdapters {

	private static final VarHandle SCHEDULED;

	private static final VarHandle ADAPTED;

	private static final VarHandle DECORATOR;

	private static final VarHandle MULTICASTING;

	static {
		try {
			MethodHandles.Lookup own = MethodHandles.lookup();
			SCHEDULED = MethodHandles.privateLookupIn(ConcurrentTaskScheduler.class, own)
				.findVarHandle(ConcurrentTaskScheduler.class, "scheduledExecutor", ScheduledExecutorService.class);
			MethodHandles.Lookup adapter = MethodHandles.privateLookupIn(TaskExecutorAdapter.class, own);
			ADAPTED = adapter.findVarHandle(TaskExecutorAdapter.class, "concurrentExecutor", Executor.class);
			DECORATOR = adapter.findVarHandle(TaskExecutorAdapter.class, "taskDecorator", TaskDecorator.class);
			MULTICASTING = MethodHandles.privateLookupIn(SimpleApplicationEventMulticaster.class, own)
				.findVarHandle(SimpleApplicationEventMulticaster.class, "taskExecutor", Executor.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private SpringAdapters() {
	}

	static @Nullable Executor executor(SimpleApplicationEventMulticaster multicaster) {
		return (Executor) MULTICASTING.get(multicaster);
	}

	static Executor executor(TaskExecutorAdapter adapter) {
		return (Executor) ADAPTED.get(adapter);
	}

	/**
	 * Adds the decorator after the application's own, which gets the task itself. The
	 * executor of an adapter cannot be replaced.
	 * @param adapter the adapter
	 */
	static void decorate(TaskExecutorAdapter adapter) {
		TaskDecorator own = (TaskDecorator) DECORATOR.get(adapter);
		if (!(own instanceof ContextTaskDecorator)) {
			adapter.setTaskDecorator(new ContextTaskDecorator(own));
		}
	}

	/**
	 * Replaces the executors of an adapter.
	 * @param adapter the adapter
	 * @param carrying makes an executor carry contexts
	 * @return why one of them does not, or null if they do
	 */
	static @Nullable String exchange(ConcurrentTaskExecutor adapter, Function<Executor, Carrying> carrying) {
		Executor executor = adapter.getConcurrentExecutor();
		Carrying exchanged = carrying.apply(executor);
		if (exchanged.executor() != executor) {
			adapter.setConcurrentExecutor(exchanged.executor());
		}
		if (adapter instanceof ConcurrentTaskScheduler scheduler
				&& SCHEDULED.get(scheduler) instanceof ScheduledExecutorService scheduled) {
			Carrying exchangedToo = (scheduled == executor) ? exchanged : carrying.apply(scheduled);
			if (exchangedToo.executor() instanceof ScheduledExecutorService service && service != scheduled) {
				scheduler.setScheduledExecutor(service);
			}
			return (exchangedToo.reason() != null) ? exchangedToo.reason() : exchanged.reason();
		}
		return exchanged.reason();
	}

}
