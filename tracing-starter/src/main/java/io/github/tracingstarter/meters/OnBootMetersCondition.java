package io.github.tracingstarter.meters;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless the application wants OpenTelemetry's metrics in the place of Boot's.
 */
class OnBootMetersCondition extends SpringBootCondition {

	private static final String NAMES = "tracing.metrics.names";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		String names = context.getEnvironment().getProperty(NAMES, "boot");
		return new ConditionOutcome(!names.trim().equalsIgnoreCase("opentelemetry"),
				ConditionMessage.forCondition(NAMES).because("it is " + names));
	}

}
