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
	 * The patterns that a property has.
	 * @param key the property, for the message about a pattern that is malformed
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
	 * Whether one of them names a method.
	 * @param types the class of a bean, and all that it is made of
	 * @param method a method of it
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
