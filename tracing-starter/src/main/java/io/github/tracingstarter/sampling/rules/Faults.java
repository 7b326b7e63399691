package io.github.tracingstarter.sampling.rules;

import java.time.Duration;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;

import org.springframework.boot.convert.DurationStyle;

/**
 * Reports what is wrong with a rule.
 *
 * @param index the index of the rule, from 0
 */
record Faults(int index) {

	static final String KEY = "tracing.rules";

	private static final Duration LONGEST = Duration.ofDays(3653);

	InvalidTracingPropertyException in(String field, Object value, String reason, String fix) {
		return new InvalidTracingPropertyException("%s[%d].%s".formatted(KEY, this.index, field), value, reason, fix);
	}

	/**
	 * Validates a path pattern.
	 * @param field the field of the rule
	 * @param pattern the pattern
	 * @return the same
	 */
	String path(String field, String pattern) {
		if (!pattern.startsWith("/")) {
			throw in(field, pattern, "it does not start with '/'",
					"Write a pattern such as '/users/{id}' or '/api/**'.");
		}
		int depth = 0;
		for (char character : pattern.toCharArray()) {
			depth += (character == '{') ? 1 : (character == '}') ? -1 : 0;
			if (depth < 0 || depth > 1 || (depth == 1 && (character == ':' || character == '/'))) {
				throw braces(field, pattern);
			}
		}
		if (depth != 0) {
			throw braces(field, pattern);
		}
		return pattern;
	}

	/**
	 * Validates the end of a rule.
	 * @param rule the rule
	 */
	void checkEnd(RulesProperties.Rule rule) {
		Duration lifetime = rule.lifetime();
		if (lifetime != null && rule.until() != null) {
			throw in("for", DurationStyle.SIMPLE.print(lifetime), "the rule has 'until' as well",
					"Write one of the two.");
		}
		if (lifetime != null && (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(LONGEST) > 0)) {
			throw in("for", DurationStyle.SIMPLE.print(lifetime), "it is not between nothing and ten years",
					"Write '10m' for ten minutes, or leave it out for ever.");
		}
	}

	private InvalidTracingPropertyException braces(String field, String pattern) {
		return in(field, pattern, "its braces hold more than a name, or one is missing",
				"Write '{id}' for a segment, '*' for a part of one, or '/**' for all below; there are no regular expressions.");
	}

}
