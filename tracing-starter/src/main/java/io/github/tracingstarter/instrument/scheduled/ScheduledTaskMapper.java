package io.github.tracingstarter.instrument.scheduled;

import java.util.List;
import java.util.Set;

import io.github.tracingstarter.instrument.ObservationMapper;
import io.opentelemetry.api.common.AttributesBuilder;

import org.springframework.scheduling.support.ScheduledTaskObservationContext;
import org.springframework.util.ClassUtils;
import org.springframework.util.PatternMatchUtils;
import org.springframework.util.StringUtils;

/**
 * Describes the runs of {@code @Scheduled} methods.
 */
final class ScheduledTaskMapper implements ObservationMapper<ScheduledTaskObservationContext> {

	private final String[] exclude;

	ScheduledTaskMapper(List<String> exclude) {
		this.exclude = exclude.toArray(String[]::new);
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
		return type(context).getSimpleName() + "." + context.getMethod().getName();
	}

	@Override
	public void describe(ScheduledTaskObservationContext context, AttributesBuilder attributes) {
		attributes.put("code.function.name", function(context));
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
