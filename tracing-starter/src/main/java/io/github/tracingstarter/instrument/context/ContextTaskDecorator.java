package io.github.tracingstarter.instrument.context;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

/**
 * Carries the context in a wrapper around the task. It is for executors that start a
 * thread for each task. They have no queue and do not reject tasks, so the wrapper is not
 * visible.
 *
 * @param own the application's own decorator, which receives the unwrapped task
 */
record ContextTaskDecorator(@Nullable TaskDecorator own) implements TaskDecorator {

	@Override
	public Runnable decorate(Runnable task) {
		Runnable decorated = (this.own != null) ? this.own.decorate(task) : task;
		Context context = Context.current();
		return (context != Context.root()) ? context.wrap(decorated) : decorated;
	}

}
