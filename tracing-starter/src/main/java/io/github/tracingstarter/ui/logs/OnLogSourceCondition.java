package io.github.tracingstarter.ui.logs;

import io.github.tracingstarter.logs.ConditionalOnLogLines;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;

/**
 * Matches if there can be log lines: those of this application, or received ones.
 */
class OnLogSourceCondition extends AnyNestedCondition {

	OnLogSourceCondition() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@ConditionalOnLogLines
	static class Own {

	}

	@ConditionalOnBooleanProperty("tracing.ui.receiver.enabled")
	static class Received {

	}

}
