package io.github.tracingstarter.logs;

import java.util.List;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * Matches if one of the logging systems whose lines can be captured is used, or a certain
 * one of them.
 */
class OnLogLinesCondition extends SpringBootCondition {

	private final List<LoggingSystem> systems;

	OnLogLinesCondition() {
		this(LoggingSystem.values());
	}

	OnLogLinesCondition(LoggingSystem... systems) {
		this.systems = List.of(systems);
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ClassLoader classLoader = (context.getClassLoader() != null) ? context.getClassLoader()
				: ClassUtils.getDefaultClassLoader();
		for (LoggingSystem system : this.systems) {
			if (system.isUsed(classLoader)) {
				return ConditionOutcome.match(ConditionMessage.of("SLF4J logs to " + system));
			}
		}
		return ConditionOutcome.noMatch(ConditionMessage.of("SLF4J logs to none of " + this.systems));
	}

	/**
	 * Matches for Logback.
	 */
	static final class Logback extends OnLogLinesCondition {

		Logback() {
			super(LoggingSystem.LOGBACK);
		}

	}

	/**
	 * Matches for Log4j 2.
	 */
	static final class Log4j extends OnLogLinesCondition {

		Log4j() {
			super(LoggingSystem.LOG4J);
		}

	}

}
