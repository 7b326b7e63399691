package io.github.tracingstarter.instrument.context;

import java.util.concurrent.Callable;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * The pool of a {@link ThreadPoolTaskScheduler}. It behaves like Spring's own and keeps
 * the context of each task that runs once.
 */
final class CarryingScheduledPool extends ScheduledThreadPoolExecutor {

	private final ThreadPoolTaskScheduler owner;

	private final CarryingHooks hooks;

	CarryingScheduledPool(ThreadPoolTaskScheduler owner, ScheduledThreadPoolExecutor original) {
		super(original.getCorePoolSize(), original.getThreadFactory(), original.getRejectedExecutionHandler());
		setMaximumPoolSize(original.getMaximumPoolSize());
		setKeepAliveTime(original.getKeepAliveTime(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
		allowCoreThreadTimeOut(original.allowsCoreThreadTimeOut());
		setRemoveOnCancelPolicy(original.getRemoveOnCancelPolicy());
		setContinueExistingPeriodicTasksAfterShutdownPolicy(
				original.getContinueExistingPeriodicTasksAfterShutdownPolicy());
		setExecuteExistingDelayedTasksAfterShutdownPolicy(original.getExecuteExistingDelayedTasksAfterShutdownPolicy());
		this.owner = owner;
		this.hooks = new CarryingHooks(owner, original);
	}

	@Override
	protected <V> RunnableScheduledFuture<V> decorateTask(Runnable runnable, RunnableScheduledFuture<V> task) {
		RunnableScheduledFuture<V> decorated = SpringPools.decorate(this.owner, task);
		// A repeating task would run in this trace forever. Such a task is either
		// periodic, or has a trigger, in which case it reschedules itself and is its own
		// future.
		if (!task.isPeriodic() && !(runnable instanceof ScheduledFuture)) {
			this.hooks.contexts().keep(decorated);
		}
		return decorated;
	}

	@Override
	protected <V> RunnableScheduledFuture<V> decorateTask(Callable<V> callable, RunnableScheduledFuture<V> task) {
		RunnableScheduledFuture<V> decorated = SpringPools.decorate(this.owner, task);
		this.hooks.contexts().keep(decorated);
		return decorated;
	}

	@Override
	protected void beforeExecute(Thread thread, Runnable task) {
		this.hooks.beforeExecute(thread, task);
	}

	@Override
	protected void afterExecute(Runnable task, @Nullable Throwable failure) {
		this.hooks.afterExecute(task, failure);
	}

	@Override
	public String toString() {
		return this.hooks.asOriginal(super.toString(), getClass());
	}

}
