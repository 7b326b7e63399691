package io.github.tracingstarter.context;

import java.util.concurrent.RunnableScheduledFuture;

import io.opentelemetry.context.Context;

import org.springframework.core.task.TaskDecorator;

/**
 * Runs a task in the trace of the thread that submitted it.
 */
class TraceTaskDecorator implements TaskDecorator {

	@Override
	public Runnable decorate(Runnable task) {
		if (task instanceof RunnableScheduledFuture<?> scheduled && scheduled.isPeriodic()) {
			// It would run in this trace for ever.
			return task;
		}
		Context context = Context.current();
		return (context != Context.root()) ? context.wrap(task) : task;
	}

}
