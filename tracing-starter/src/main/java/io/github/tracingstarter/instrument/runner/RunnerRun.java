package io.github.tracingstarter.instrument.runner;

import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.SpanNames;
import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * A run of a runner.
 *
 * @param name the name of its span
 * @param function its method, or null if it is a lambda
 */
record RunnerRun(String name, @Nullable String function) {

	private static final AttributeKey<String> FUNCTION = AttributeKey.stringKey("code.function.name");

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
				span.setAttribute(FUNCTION, run.function());
			}
		}

		@Override
		public void end(RunnerRun run, Span span, @Nullable Throwable error) {
			if (error != null) {
				Spans.fail(span, error);
			}
		}

	}

}
