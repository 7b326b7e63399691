package io.github.tracingstarter.meters;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless the application wants OpenTelemetry's metrics in the place of Boot's.
 */
class OnBootMetersCondition extends SpringBootCondition {

	private static final String NAMES = "tracing.metrics.names";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			// Where it runs, the switch may take the registry out, and Boot's would be
			// gone.
			return ConditionOutcome.noMatch("the application is processed ahead of time");
		}
		String names = context.getEnvironment().getProperty(NAMES, "boot");
		return new ConditionOutcome(!names.trim().equalsIgnoreCase("opentelemetry"),
				ConditionMessage.forCondition(NAMES).because("it is " + names));
	}

}
