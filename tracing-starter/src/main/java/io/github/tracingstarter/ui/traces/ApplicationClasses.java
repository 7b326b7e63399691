package io.github.tracingstarter.ui.traces;

import java.util.List;
import java.util.function.Predicate;

import io.github.tracingstarter.instrument.Frameworks;

/**
 * Distinguishes the application's own classes from those of frameworks.
 *
 * @param packages the application's packages; if there are none, every class outside the
 * packages of well-known frameworks is its own
 */
record ApplicationClasses(List<String> packages) implements Predicate<String> {

	/**
	 * Not the application's classes, but shown as call sites if they run statements.
	 */
	private static final List<String> TOOLS = List.of("org.junit.", "io.github.tracingstarter.");

	@Override
	public boolean test(String className) {
		if (Frameworks.isGenerated(className)) {
			return false;
		}
		if (!this.packages.isEmpty()) {
			return this.packages.stream().anyMatch((name) -> className.startsWith(name + '.'));
		}
		return !Frameworks.contain(className) && TOOLS.stream().noneMatch(className::startsWith);
	}

}
