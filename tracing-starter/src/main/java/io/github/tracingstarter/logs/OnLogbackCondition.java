package io.github.tracingstarter.logs;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if Logback is the logging system. It may be on the class path without being
 * used.
 */
class OnLogbackCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ILoggerFactory loggers = LoggerFactory.getILoggerFactory();
		String message = "SLF4J logs to " + loggers.getClass().getName();
		return (loggers instanceof LoggerContext) ? ConditionOutcome.match(ConditionMessage.of(message))
				: ConditionOutcome.noMatch(ConditionMessage.of(message));
	}

}
