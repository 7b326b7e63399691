package io.github.tracingstarter.instrument.quartz;

import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.CodeAttributes;
import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;

/**
 * Describes the spans of jobs. They are named after the class of the job, because the
 * names of jobs and triggers may be generated.
 */
final class JobConvention implements SpanConvention<JobRun> {

	private static final AttributeKey<String> JOB = AttributeKey.stringKey("quartz.job");

	private static final AttributeKey<String> TRIGGER = AttributeKey.stringKey("quartz.trigger");

	@Override
	public String name(JobRun run) {
		return run.type.getSimpleName() + "." + run.method;
	}

	@Override
	public SpanKind kind(JobRun run) {
		return SpanKind.INTERNAL;
	}

	@Override
	public void start(JobRun run, SpanBuilder span) {
		span.setAttribute(CodeAttributes.CODE_FUNCTION_NAME, run.type.getName() + "." + run.method);
		span.setAttribute(JOB, run.job.toString());
		span.setAttribute(TRIGGER, run.trigger.toString());
	}

	@Override
	public void end(JobRun run, Span span, @Nullable Throwable error) {
		if (error != null) {
			Spans.fail(span, thrown(error));
		}
	}

	/**
	 * Unwraps the exception of a job, which Quartz wraps.
	 */
	private static Throwable thrown(Throwable error) {
		Throwable thrown = error;
		while (thrown instanceof SchedulerException && thrown.getCause() != null) {
			thrown = thrown.getCause();
		}
		return thrown;
	}

}
