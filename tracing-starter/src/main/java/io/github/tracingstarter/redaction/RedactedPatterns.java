package io.github.tracingstarter.redaction;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.redaction.RedactionProperties.Pattern;

/**
 * The enabled patterns, as a property that can be changed. A change applies to spans that
 * end and lines that are logged from then on.
 *
 * @param texts hides what the patterns find
 */
record RedactedPatterns(TextRedaction texts) implements LiveProperty {

	private static final String KEY = "tracing.redaction.patterns";

	@Override
	public String key() {
		return KEY;
	}

	@Override
	public String value() {
		return names(this.texts.patterns());
	}

	/**
	 * Validates a value, which does not affect which traces are recorded.
	 */
	@Override
	public void validate(String value) {
		parse(value);
	}

	@Override
	public void change(String value) {
		this.texts.change(parse(value));
	}

	private static Set<Pattern> parse(String value) {
		EnumSet<Pattern> patterns = EnumSet.noneOf(Pattern.class);
		for (String name : value.split(",")) {
			if (!name.isBlank()) {
				patterns.add(pattern(name.trim()));
			}
		}
		return patterns;
	}

	private static Pattern pattern(String name) {
		String constant = name.toUpperCase(Locale.ROOT).replace('-', '_');
		for (Pattern pattern : Pattern.values()) {
			if (pattern.name().equals(constant)) {
				return pattern;
			}
		}
		throw new InvalidTracingPropertyException(KEY, name, "there is no such pattern",
				"Use some of these, separated by commas: %s.".formatted(names(EnumSet.allOf(Pattern.class))));
	}

	private static String names(Set<Pattern> patterns) {
		return patterns.stream()
			.sorted()
			.map((pattern) -> pattern.name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.collect(Collectors.joining(", "));
	}

}
