package io.github.tracingstarter.instrument.context;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;

/**
 * Submits tasks to an executor that is not Spring's, each with the context of its caller.
 * The executor creates its threads and its queue itself, so the context must be inside
 * the task. If the application could see that, because a queue, a rejection handler or a
 * class of its own gets the tasks, tasks of its own classes are submitted unchanged.
 */
final class Handover {

	/**
	 * Excludes the methods for repeating tasks, which are not part of any trace.
	 */
	private static final Set<String> METHODS = Set.of("execute", "submit", "invokeAll", "invokeAny", "schedule",
			// Methods of ForkJoinPool, some of which exist only since Java 19, 22 or 25.
			"invoke", "externalSubmit", "lazySubmit", "invokeAllUninterruptibly", "submitWithTimeout");

	private static final Set<Class<?>> TASKS = Set.of(Runnable.class, Callable.class, Collection.class,
			ForkJoinTask.class);

	/**
	 * Queues that do not inspect their tasks.
	 */
	private static final Set<Class<?>> QUEUES = Set.of(LinkedBlockingQueue.class, ArrayBlockingQueue.class,
			SynchronousQueue.class, LinkedBlockingDeque.class, LinkedTransferQueue.class);

	private static final String UNCONFIGURABLE = "java.util.concurrent.Executors$DelegatedExecutorService";

	private final Executor target;

	/** Whether the class of the executor is one of the application. */
	private final boolean own;

	Handover(Executor target) {
		this.target = target;
		String name = target.getClass().getName();
		this.own = !name.startsWith("java.") && !name.startsWith("org.springframework.");
	}

	Executor target() {
		return this.target;
	}

	static boolean isIntercepted(Method method) {
		return isHandover(method) || isRemoval(method) || isEmptying(method) || AopUtils.isEqualsMethod(method)
				|| AopUtils.isHashCodeMethod(method);
	}

	private static boolean isHandover(Method method) {
		return METHODS.contains(method.getName()) && method.getParameterCount() > 0
				&& TASKS.contains(method.getParameterTypes()[0]);
	}

	private static boolean isRemoval(Method method) {
		return method.getName().equals("remove") && method.getParameterCount() == 1
				&& method.getParameterTypes()[0] == Runnable.class;
	}

	private static boolean isEmptying(Method method) {
		return method.getName().equals("shutdownNow") && method.getParameterCount() == 0;
	}

	@Nullable Object invoke(Object self, Method method, @Nullable Object[] args) throws Throwable {
		if (AopUtils.isEqualsMethod(method)) {
			return self == args[0];
		}
		if (AopUtils.isHashCodeMethod(method)) {
			return System.identityHashCode(self);
		}
		if (isRemoval(method)) {
			return remove(method, args[0]);
		}
		if (isEmptying(method)) {
			return originals(call(method, args));
		}
		Context context = Context.current();
		if (context == Context.root() || !isHandover(method)) {
			return call(method, args);
		}
		return handOver(context, method, args);
	}

	private @Nullable Object call(Method method, @Nullable Object[] args) throws Throwable {
		return AopUtils.invokeJoinpointUsingReflection(this.target, method, args);
	}

	private @Nullable Object handOver(Context context, Method method, @Nullable Object[] args) throws Throwable {
		@Nullable Object task = args[0];
		@Nullable Object[] carried = args.clone();
		carried[0] = carry(context, method, task);
		Object result = call(method, carried);
		if (task instanceof ForkJoinTask<?> original && carried[0] instanceof ForkJoinTask<?>) {
			// The result of the task, or the task itself.
			return method.getName().equals("invoke") ? original.join() : (result != null) ? original : null;
		}
		return result;
	}

	private @Nullable Object carry(Context context, Method method, @Nullable Object task) {
		if (task instanceof Collection<?> tasks) {
			List<@Nullable Object> carried = new ArrayList<>(tasks.size());
			tasks.forEach((element) -> carried.add(carryOne(context, method, element)));
			return carried;
		}
		return carryOne(context, method, task);
	}

	private @Nullable Object carryOne(Context context, Method method, @Nullable Object task) {
		Class<?> type = method.getParameterTypes()[0];
		if (type == ForkJoinTask.class) {
			return (task instanceof ForkJoinTask<?> forked) ? CarriedTask.of(context, forked) : task;
		}
		if (task == null || (isRecognizable(task) && sees(method))) {
			return task;
		}
		if (type == Runnable.class && task instanceof Runnable runnable) {
			// A task of Spring that reschedules itself and is its own future.
			return (runnable instanceof ScheduledFuture) ? runnable : CarriedTask.of(context, this.own, runnable);
		}
		return (task instanceof Callable<?> callable) ? CarriedTask.of(context, this.own, callable) : task;
	}

	/**
	 * Returns whether a queue, a handler or the class of the executor could search for
	 * the task or cast it. The class of a lambda has no name that code could use.
	 */
	private boolean isRecognizable(Object task) {
		Class<?> type = task.getClass();
		if (type.isHidden() || task instanceof CompletableFuture.AsynchronousCompletionTask
				|| type.getName().startsWith("org.springframework.")) {
			return false;
		}
		// Rejection handlers cancel futures.
		return !type.getName().startsWith("java.") || this.target instanceof ThreadPoolExecutor;
	}

	/**
	 * Returns whether code of the application may see the tasks.
	 */
	private boolean sees(Method method) {
		if (this.own) {
			return true;
		}
		if (!method.getName().equals("execute") || this.target.getClass() == ScheduledThreadPoolExecutor.class) {
			// The tasks are inside a future of the executor.
			return false;
		}
		if (this.target instanceof ThreadPoolExecutor pool) {
			return !QUEUES.contains(pool.getQueue().getClass())
					|| pool.getRejectedExecutionHandler().getClass().getEnclosingClass() != ThreadPoolExecutor.class;
		}
		return this.target.getClass().getName().equals(UNCONFIGURABLE);
	}

	private @Nullable Object remove(Method method, @Nullable Object task) throws Throwable {
		Object removed = call(method, new @Nullable Object[] { task });
		if (Boolean.FALSE.equals(removed) && task != null && this.target instanceof ThreadPoolExecutor pool) {
			for (Runnable waiting : pool.getQueue()) {
				if (task.equals(CarriedTask.original(waiting))) {
					return call(method, new Object[] { waiting });
				}
			}
		}
		return removed;
	}

	private static @Nullable Object originals(@Nullable Object tasks) {
		if (!(tasks instanceof List<?> list) || list.stream().noneMatch(CarriedTask.class::isInstance)) {
			return tasks;
		}
		List<Object> originals = new ArrayList<>(list.size());
		list.forEach((task) -> originals.add(CarriedTask.original(task)));
		return originals;
	}

}
