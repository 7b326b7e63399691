package io.github.tracingstarter.instrument.context;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

/**
 * The common part of the pools that carry the context, whichever of the JDK's classes
 * they extend.
 */
final class CarryingHooks {

	private final ExecutorConfigurationSupport owner;

	private final String originalName;

	private final CarriedContexts contexts = new CarriedContexts();

	CarryingHooks(ExecutorConfigurationSupport owner, Executor original) {
		this.owner = owner;
		this.originalName = original.getClass().getName();
	}

	CarriedContexts contexts() {
		return this.contexts;
	}

	void beforeExecute(Thread thread, Runnable task) {
		SpringPools.beforeExecute(this.owner, thread, task);
		this.contexts.enter(task);
	}

	void afterExecute(Runnable task, @Nullable Throwable failure) {
		this.contexts.exit();
		SpringPools.afterExecute(this.owner, task, failure);
	}

	/**
	 * Restores the original class name in the text of a pool, which appears in the
	 * messages of exceptions and must not change.
	 */
	String asOriginal(String text, Class<?> type) {
		return text.replace(type.getName(), this.originalName);
	}

}
