package io.github.tracingstarter.instrument.runner;

import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.SpanNames;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.CodeAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A run of a runner.
 *
 * @param name the name of its span
 * @param function its method, or null if it is a lambda
 */
record RunnerRun(String name, @Nullable String function) {

	static RunnerRun of(Class<?> type, String beanName) {
		return type.isHidden() ? new RunnerRun(beanName, null)
				: new RunnerRun(SpanNames.ofMethod(type, "run"), type.getName() + ".run");
	}

	/**
	 * Describes the span.
	 */
	static final class Convention implements SpanConvention<RunnerRun> {

		@Override
		public String name(RunnerRun run) {
			return run.name();
		}

		@Override
		public SpanKind kind(RunnerRun run) {
			return SpanKind.INTERNAL;
		}

		@Override
		public void start(RunnerRun run, SpanBuilder span) {
			if (run.function() != null) {
				span.setAttribute(CodeAttributes.CODE_FUNCTION_NAME, run.function());
			}
		}

	}

}
