package io.github.tracingstarter.configuration;

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
		TracingState state = TracingState.of(context.getEnvironment(), context.getClassLoader());
		if (state.off() != null) {
			return ConditionOutcome.noMatch(message.because(state.off()));
		}
		if (state.other() != null) {
			return ConditionOutcome.noMatch(message.because(state.other().description() + " is present"));
		}
		String instrumentation = instrumentation(metadata);
		if (StringUtils.hasLength(instrumentation) && !AheadOfTime.isProcessing()) {
			String key = "tracing.%s.enabled".formatted(instrumentation);
			if (!context.getEnvironment().getProperty(key, Boolean.class, true)) {
				return ConditionOutcome.noMatch(message.because(key + " is false"));
			}
		}
		return ConditionOutcome.match(message.because("tracing is enabled"));
	}

	private static @Nullable String instrumentation(AnnotatedTypeMetadata metadata) {
		Map<String, @Nullable Object> attributes = metadata
			.getAnnotationAttributes(ConditionalOnTracing.class.getName());
		return (attributes != null) ? (String) attributes.get("value") : null;
	}

}
