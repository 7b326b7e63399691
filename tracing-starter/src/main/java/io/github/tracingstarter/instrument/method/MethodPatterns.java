package io.github.tracingstarter.instrument.method;

import java.lang.reflect.Method;
import java.util.List;

/**
 * Patterns of methods.
 */
final class MethodPatterns {

	private final List<MethodPattern> patterns;

	private MethodPatterns(List<MethodPattern> patterns) {
		this.patterns = patterns;
	}

	/**
	 * Parses the patterns in a property.
	 * @param key the property, for the message about a malformed pattern
	 * @param texts its values
	 * @return the patterns
	 */
	static MethodPatterns of(String key, List<String> texts) {
		return new MethodPatterns(texts.stream()
			.map(String::strip)
			.filter((text) -> !text.isEmpty())
			.map((text) -> MethodPattern.of(key, text))
			.toList());
	}

	static MethodPatterns none() {
		return new MethodPatterns(List.of());
	}

	boolean isEmpty() {
		return this.patterns.isEmpty();
	}

	List<MethodPattern> all() {
		return this.patterns;
	}

	/**
	 * Returns whether one of the patterns matches a method.
	 * @param types the types of a bean
	 * @param method one of its methods
	 * @return whether one does
	 */
	boolean match(BeanTypes types, Method method) {
		return this.patterns.stream().anyMatch((pattern) -> pattern.matches(types, method));
	}

	@Override
	public String toString() {
		return String.join(", ", this.patterns.stream().map(MethodPattern::text).toList());
	}

}
