package io.github.tracingstarter.instrument.scheduled;

import java.util.Set;

import io.github.tracingstarter.instrument.ObservationMapper;
import io.github.tracingstarter.instrument.ProvisionalSpan;
import io.github.tracingstarter.instrument.SpanNames;
import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.semconv.CodeAttributes;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.support.ScheduledTaskObservationContext;
import org.springframework.util.ClassUtils;
import org.springframework.util.PatternMatchUtils;
import org.springframework.util.StringUtils;

/**
 * Describes the runs of {@code @Scheduled} methods.
 */
final class ScheduledTaskMapper implements ObservationMapper<ScheduledTaskObservationContext> {

	/**
	 * A run that takes longer has found something to do, even if its work has no spans.
	 */
	private static final long LONG_NANOS = 1_000_000_000;

	private final String[] exclude;

	private final boolean emptyRuns;

	private final ObjectProvider<Spans> spans;

	ScheduledTaskMapper(ScheduledProperties properties, ObjectProvider<Spans> spans) {
		this.exclude = properties.exclude().toArray(String[]::new);
		this.emptyRuns = properties.emptyRuns();
		this.spans = spans;
	}

	@Override
	public Class<ScheduledTaskObservationContext> contextType() {
		return ScheduledTaskObservationContext.class;
	}

	@Override
	public boolean isExcluded(ScheduledTaskObservationContext context) {
		return this.exclude.length > 0 && (PatternMatchUtils.simpleMatch(this.exclude, name(context))
				|| PatternMatchUtils.simpleMatch(this.exclude, function(context)));
	}

	@Override
	public String name(ScheduledTaskObservationContext context) {
		return SpanNames.ofMethod(type(context), context.getMethod().getName());
	}

	@Override
	public void describe(ScheduledTaskObservationContext context, AttributesBuilder attributes) {
		attributes.put(CodeAttributes.CODE_FUNCTION_NAME, function(context));
	}

	@Override
	public @Nullable ProvisionalSpan provisional(ScheduledTaskObservationContext context, Context parent) {
		return this.emptyRuns ? null : new PossiblyEmptyRun(parent);
	}

	@Override
	public boolean isWithheld(ScheduledTaskObservationContext context, Span span) {
		return !this.emptyRuns && context.getError() == null && span instanceof ReadableSpan readable
				&& readable.getLatencyNanos() < LONG_NANOS && !this.spans.getObject().isDebugging(span);
	}

	@Override
	public Set<String> replacedKeys() {
		return Set.of("code.function", "code.namespace", "exception", "outcome");
	}

	@Override
	public String replacedName(ScheduledTaskObservationContext context) {
		return "task " + StringUtils.uncapitalize(context.getTargetClass().getSimpleName()) + "."
				+ context.getMethod().getName();
	}

	private static String function(ScheduledTaskObservationContext context) {
		return type(context).getName() + "." + context.getMethod().getName();
	}

	private static Class<?> type(ScheduledTaskObservationContext context) {
		return ClassUtils.getUserClass(context.getTargetClass());
	}

}
