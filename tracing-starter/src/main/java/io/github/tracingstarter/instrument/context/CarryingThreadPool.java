package io.github.tracingstarter.instrument.context;

import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * The pool of a {@link ThreadPoolTaskExecutor}. It behaves like Spring's own and keeps
 * the context of each task.
 */
final class CarryingThreadPool extends ThreadPoolExecutor {

	private final ThreadPoolTaskExecutor owner;

	private final CarryingHooks hooks;

	CarryingThreadPool(ThreadPoolTaskExecutor owner, ThreadPoolExecutor original) {
		super(original.getCorePoolSize(), original.getMaximumPoolSize(),
				original.getKeepAliveTime(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS, original.getQueue(),
				original.getThreadFactory(), original.getRejectedExecutionHandler());
		allowCoreThreadTimeOut(original.allowsCoreThreadTimeOut());
		this.owner = owner;
		this.hooks = new CarryingHooks(owner, original);
	}

	@Override
	public void execute(Runnable command) {
		Runnable task = SpringPools.decorate(this.owner, command);
		this.hooks.contexts().keep(task);
		try {
			super.execute(task);
		}
		catch (Throwable ex) {
			this.hooks.contexts().forget(task);
			throw ex;
		}
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
