package io.github.tracingstarter.instrument.quartz;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.quartz.Job;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

import org.springframework.util.MethodInvoker;

/**
 * A run of a job.
 */
final class JobRun {

	/**
	 * The key under which Spring's jobs that call a method of a bean store that method.
	 */
	static final String METHOD_INVOKER = "methodInvoker";

	final Class<?> type;

	final String method;

	final JobKey job;

	final TriggerKey trigger;

	@Nullable Span span;

	@Nullable Scope scope;

	private JobRun(Class<?> type, String method, JobKey job, TriggerKey trigger) {
		this.type = type;
		this.method = method;
		this.job = job;
		this.trigger = trigger;
	}

	static JobRun of(Class<? extends Job> type, @Nullable Object invoker, JobKey job, TriggerKey trigger) {
		Class<?> target = (invoker instanceof MethodInvoker call) ? call.getTargetClass() : null;
		String method = (invoker instanceof MethodInvoker call) ? call.getTargetMethod() : null;
		return (target != null && method != null) ? new JobRun(target, method, job, trigger)
				: new JobRun(type, "execute", job, trigger);
	}

}
