package io.github.tracingstarter.configuration;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

class OnSettingCondition extends SpringBootCondition {

	private static final Set<String> WORDS = Set.of("true", "false");

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnSetting.class);
		Map<String, @Nullable Object> attributes = metadata
			.getAnnotationAttributes(ConditionalOnSetting.class.getName());
		if (attributes == null || AheadOfTime.isProcessing()) {
			return ConditionOutcome.match(message.because("it is decided where the application runs"));
		}
		String key = String.valueOf(attributes.get("value"));
		String is = String.valueOf(attributes.get("is"));
		String isNot = String.valueOf(attributes.get("isNot"));
		String wanted = is.isEmpty() ? "unless it is " + isNot : "if it is " + is;
		return new ConditionOutcome(matches(context.getEnvironment(), key, is, isNot), message
			.because("%s is %s, and it matches %s".formatted(key, context.getEnvironment().getProperty(key), wanted)));
	}

	static boolean matches(Environment environment, ConditionalOnSetting setting) {
		return matches(environment, setting.value(), setting.is(), setting.isNot());
	}

	private static boolean matches(Environment environment, String key, String is, String isNot) {
		return is.isEmpty() ? !isNot.equalsIgnoreCase(value(environment, key, isNot))
				: is.equalsIgnoreCase(value(environment, key, is));
	}

	private static @Nullable String value(Environment environment, String key, String compared) {
		if (WORDS.contains(compared)) {
			Boolean value = TrueOrFalse.find(environment, key);
			return (value != null) ? value.toString() : null;
		}
		String value = environment.getProperty(key);
		return (value != null) ? value.trim() : null;
	}

}
