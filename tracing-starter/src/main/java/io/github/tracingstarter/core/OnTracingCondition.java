package io.github.tracingstarter.core;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

class OnTracingCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnTracing.class);
		if (!isEnabled(context, "tracing.enabled")) {
			return ConditionOutcome.noMatch(message.because("tracing.enabled is false"));
		}
		OtherTracer other = OtherTracer.find(context.getEnvironment(), context.getClassLoader());
		if (other != null) {
			return ConditionOutcome.noMatch(message.because(other.description() + " is present"));
		}
		String instrumentation = instrumentation(metadata);
		if (StringUtils.hasLength(instrumentation)) {
			String key = "tracing.%s.enabled".formatted(instrumentation);
			if (!isEnabled(context, key)) {
				return ConditionOutcome.noMatch(message.because(key + " is false"));
			}
		}
		return ConditionOutcome.match(message.because("tracing is enabled"));
	}

	private static boolean isEnabled(ConditionContext context, String key) {
		return context.getEnvironment().getProperty(key, Boolean.class, true);
	}

	private static @Nullable String instrumentation(AnnotatedTypeMetadata metadata) {
		Map<String, @Nullable Object> attributes = metadata
			.getAnnotationAttributes(ConditionalOnTracing.class.getName());
		return (attributes != null) ? (String) attributes.get("value") : null;
	}

}
