package io.github.tracingstarter.ui.logs;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Conditional;

/**
 * Matches if there can be log lines: those of this application, or received ones.
 */
class OnLogSourceCondition extends AnyNestedCondition {

	OnLogSourceCondition() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@ConditionalOnClass({ LoggerContext.class, LoggerFactory.class })
	@Conditional(OnLogbackCondition.class)
	static class Own {

	}

	@ConditionalOnBooleanProperty("tracing.ui.receiver.enabled")
	static class Received {

	}

}
