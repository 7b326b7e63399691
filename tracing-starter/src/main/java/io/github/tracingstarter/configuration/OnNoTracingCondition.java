package io.github.tracingstarter.configuration;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when neither this starter nor Boot's own OpenTelemetry support is active.
 */
class OnNoTracingCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean traced = TracingState.of(context.getEnvironment(), context.getClassLoader()).isActive()
				|| TracingState.isBootsOwn(context.getEnvironment(), context.getClassLoader());
		return new ConditionOutcome(!traced,
				ConditionMessage.of(traced ? "a tracer is present" : "no tracer is present"));
	}

}
