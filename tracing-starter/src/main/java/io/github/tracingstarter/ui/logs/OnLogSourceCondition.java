package io.github.tracingstarter.ui.logs;

import io.github.tracingstarter.configuration.ConditionalOnSetting;
import io.github.tracingstarter.logs.ConditionalOnLogLines;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;

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

	@ConditionalOnSetting(value = "tracing.ui.receiver.enabled", is = "true")
	static class Received {

	}

}
