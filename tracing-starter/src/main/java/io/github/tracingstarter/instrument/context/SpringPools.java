package io.github.tracingstarter.instrument.context;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Replaces the pools inside Spring's executors. Spring creates them itself and exposes
 * the start and end of tasks only to subclasses, so this class uses private and protected
 * members. If one of them is missing, this class cannot be initialized, and executors are
 * not changed.
 */
final class SpringPools {

	static final String LIFECYCLE_TYPE = "org.springframework.scheduling.concurrent.ExecutorLifecycleDelegate";

	private static final VarHandle THREAD_POOL;

	private static final VarHandle SCHEDULED_POOL;

	private static final VarHandle SERVICE;

	private static final VarHandle LIFECYCLE;

	private static final MethodHandle NEW_LIFECYCLE;

	private static final MethodHandle BEFORE_EXECUTE;

	private static final MethodHandle AFTER_EXECUTE;

	private static final VarHandle PRESTART;

	private static final VarHandle DECORATOR;

	private static final VarHandle DECORATED;

	private static final MethodHandle DECORATE_SCHEDULED;

	private static final VarHandle THREAD_DECORATOR;

	static {
		try {
			MethodHandles.Lookup own = MethodHandles.lookup();
			Class<?> lifecycle = Class.forName(LIFECYCLE_TYPE, false,
					ExecutorConfigurationSupport.class.getClassLoader());
			MethodHandles.Lookup support = MethodHandles.privateLookupIn(ExecutorConfigurationSupport.class, own);
			SERVICE = support.findVarHandle(ExecutorConfigurationSupport.class, "executor", ExecutorService.class);
			LIFECYCLE = support.findVarHandle(ExecutorConfigurationSupport.class, "lifecycleDelegate", lifecycle);
			NEW_LIFECYCLE = support.findConstructor(lifecycle, MethodType.methodType(void.class, ExecutorService.class))
				.asType(MethodType.methodType(Object.class, ExecutorService.class));
			BEFORE_EXECUTE = support.findVirtual(ExecutorConfigurationSupport.class, "beforeExecute",
					MethodType.methodType(void.class, Thread.class, Runnable.class));
			AFTER_EXECUTE = support.findVirtual(ExecutorConfigurationSupport.class, "afterExecute",
					MethodType.methodType(void.class, Runnable.class, Throwable.class));
			MethodHandles.Lookup executor = MethodHandles.privateLookupIn(ThreadPoolTaskExecutor.class, own);
			THREAD_POOL = executor.findVarHandle(ThreadPoolTaskExecutor.class, "threadPoolExecutor",
					ThreadPoolExecutor.class);
			PRESTART = executor.findVarHandle(ThreadPoolTaskExecutor.class, "prestartAllCoreThreads", boolean.class);
			DECORATOR = executor.findVarHandle(ThreadPoolTaskExecutor.class, "taskDecorator", TaskDecorator.class);
			DECORATED = executor.findVarHandle(ThreadPoolTaskExecutor.class, "decoratedTaskMap", Map.class);
			MethodHandles.Lookup scheduler = MethodHandles.privateLookupIn(ThreadPoolTaskScheduler.class, own);
			SCHEDULED_POOL = scheduler.findVarHandle(ThreadPoolTaskScheduler.class, "scheduledExecutor",
					ScheduledExecutorService.class);
			DECORATE_SCHEDULED = scheduler.findVirtual(ThreadPoolTaskScheduler.class, "decorateTaskIfNecessary",
					MethodType.methodType(RunnableScheduledFuture.class, RunnableScheduledFuture.class));
			THREAD_DECORATOR = MethodHandles.privateLookupIn(SimpleAsyncTaskExecutor.class, own)
				.findVarHandle(SimpleAsyncTaskExecutor.class, "taskDecorator", TaskDecorator.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private SpringPools() {
	}

	/**
	 * Prevents an executor that is about to be initialized from starting threads yet.
	 * @param executor the executor
	 * @return whether it would have started its threads
	 */
	static boolean holdBack(ThreadPoolTaskExecutor executor) {
		return (boolean) PRESTART.getAndSet(executor, false);
	}

	/**
	 * Starts the threads that were held back.
	 * @param executor the executor, whose pool is now the final one
	 */
	static void start(ThreadPoolTaskExecutor executor) {
		PRESTART.set(executor, true);
		((ThreadPoolExecutor) THREAD_POOL.get(executor)).prestartAllCoreThreads();
	}

	/**
	 * Replaces the pool of an executor that has just been initialized.
	 * @param executor the executor
	 * @return whether it was replaced; otherwise the pool is not Spring's own, or is in
	 * use
	 */
	static boolean exchange(ThreadPoolTaskExecutor executor) {
		ThreadPoolExecutor original = (ThreadPoolExecutor) THREAD_POOL.get(executor);
		if (!isUnused(original, ThreadPoolTaskExecutor.class) || SERVICE.get(executor) != original) {
			return false;
		}
		CarryingThreadPool pool = new CarryingThreadPool(executor, original);
		setService(executor, pool);
		THREAD_POOL.set(executor, (ThreadPoolExecutor) pool);
		original.shutdown();
		return true;
	}

	/**
	 * Replaces the pool of a scheduler that has just been initialized.
	 * @param scheduler the scheduler
	 * @return whether it was replaced; otherwise the pool is not Spring's own, or is in
	 * use
	 */
	static boolean exchange(ThreadPoolTaskScheduler scheduler) {
		if (!(SCHEDULED_POOL.get(scheduler) instanceof ScheduledThreadPoolExecutor original)
				|| !isUnused(original, ThreadPoolTaskScheduler.class) || SERVICE.get(scheduler) != original) {
			return false;
		}
		CarryingScheduledPool pool = new CarryingScheduledPool(scheduler, original);
		setService(scheduler, pool);
		SCHEDULED_POOL.set(scheduler, (ScheduledExecutorService) pool);
		original.shutdown();
		return true;
	}

	private static boolean isUnused(@Nullable ThreadPoolExecutor pool, Class<?> maker) {
		return pool != null && pool.getClass().getEnclosingClass() == maker && !pool.isShutdown()
				&& pool.getPoolSize() == 0 && pool.getTaskCount() == 0;
	}

	private static void setService(ExecutorConfigurationSupport executor, ExecutorService pool) {
		Object lifecycle;
		try {
			lifecycle = (Object) NEW_LIFECYCLE.invokeExact(pool);
		}
		catch (Throwable ex) {
			throw unchanged(ex);
		}
		SERVICE.set(executor, pool);
		LIFECYCLE.set(executor, lifecycle);
	}

	@SuppressWarnings("unchecked")
	static Runnable decorate(ThreadPoolTaskExecutor executor, Runnable task) {
		TaskDecorator decorator = (TaskDecorator) DECORATOR.get(executor);
		if (decorator == null) {
			return task;
		}
		Runnable decorated = decorator.decorate(task);
		if (decorated != task) {
			// So that Spring cancels the future of a task that was never started.
			((Map<Runnable, Object>) DECORATED.get(executor)).put(decorated, task);
		}
		return decorated;
	}

	@SuppressWarnings("unchecked")
	static <V> RunnableScheduledFuture<V> decorate(ThreadPoolTaskScheduler scheduler, RunnableScheduledFuture<V> task) {
		try {
			return (RunnableScheduledFuture<V>) DECORATE_SCHEDULED.invokeExact(scheduler,
					(RunnableScheduledFuture<?>) task);
		}
		catch (Throwable ex) {
			throw unchanged(ex);
		}
	}

	static void beforeExecute(ExecutorConfigurationSupport executor, Thread thread, Runnable task) {
		try {
			BEFORE_EXECUTE.invokeExact(executor, thread, task);
		}
		catch (Throwable ex) {
			throw unchanged(ex);
		}
	}

	static void afterExecute(ExecutorConfigurationSupport executor, Runnable task, @Nullable Throwable failure) {
		try {
			AFTER_EXECUTE.invokeExact(executor, task, failure);
		}
		catch (Throwable ex) {
			throw unchanged(ex);
		}
	}

	/**
	 * Adds the decorator after the application's own, which gets the task itself.
	 * @param executor the executor
	 */
	static void decorate(SimpleAsyncTaskExecutor executor) {
		TaskDecorator own = (TaskDecorator) THREAD_DECORATOR.get(executor);
		if (!(own instanceof ContextTaskDecorator)) {
			THREAD_DECORATOR.set(executor, new ContextTaskDecorator(own));
		}
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> RuntimeException unchanged(Throwable failure) throws T {
		throw (T) failure;
	}

}
