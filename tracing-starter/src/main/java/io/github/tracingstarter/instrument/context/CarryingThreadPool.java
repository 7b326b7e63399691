package io.github.tracingstarter.instrument.context;

import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * The pool of a {@link ThreadPoolTaskExecutor}, which behaves like Spring's own and keeps
 * the context of each task.
 */
final class CarryingThreadPool extends ThreadPoolExecutor {

	private final ThreadPoolTaskExecutor owner;

	private final String name;

	private final CarriedContexts contexts = new CarriedContexts();

	CarryingThreadPool(ThreadPoolTaskExecutor owner, ThreadPoolExecutor original) {
		super(original.getCorePoolSize(), original.getMaximumPoolSize(),
				original.getKeepAliveTime(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS, original.getQueue(),
				original.getThreadFactory(), original.getRejectedExecutionHandler());
		allowCoreThreadTimeOut(original.allowsCoreThreadTimeOut());
		this.owner = owner;
		this.name = original.getClass().getName();
	}

	@Override
	public void execute(Runnable command) {
		Runnable task = SpringPools.decorate(this.owner, command);
		this.contexts.keep(task);
		try {
			super.execute(task);
		}
		catch (Throwable ex) {
			this.contexts.forget(task);
			throw ex;
		}
	}

	@Override
	protected void beforeExecute(Thread thread, Runnable task) {
		SpringPools.beforeExecute(this.owner, thread, task);
		this.contexts.enter(task);
	}

	@Override
	protected void afterExecute(Runnable task, @Nullable Throwable failure) {
		this.contexts.exit();
		SpringPools.afterExecute(this.owner, task, failure);
	}

	/**
	 * This is in the messages of exceptions, which are to be the same.
	 */
	@Override
	public String toString() {
		return super.toString().replace(getClass().getName(), this.name);
	}

}
