package io.github.tracingstarter.ui.traces;

import java.util.List;
import java.util.function.Predicate;

/**
 * Tells the application's own classes from those of frameworks.
 *
 * @param packages the application's packages; where there are none, whatever is in no
 * package of a well-known framework is its own
 */
record ApplicationClasses(List<String> packages) implements Predicate<String> {

	private static final List<String> FRAMEWORKS = List.of("java.", "javax.", "jakarta.", "jdk.", "sun.", "com.sun.",
			"org.springframework.", "org.hibernate.", "org.jooq.", "org.apache.", "com.zaxxer.", "org.h2.",
			"org.postgresql.", "org.mariadb.", "com.mysql.", "oracle.", "com.microsoft.", "org.flywaydb.", "liquibase.",
			"io.micrometer.", "io.opentelemetry.", "kotlin.", "org.aspectj.", "org.eclipse.jetty.", "io.netty.",
			"reactor.", "com.fasterxml.", "tools.jackson.", "org.junit.", "ch.qos.logback.", "org.slf4j.",
			"io.github.tracingstarter.");

	@Override
	public boolean test(String className) {
		if (className.contains("$$") || className.contains("$Proxy")) {
			return false;
		}
		if (!this.packages.isEmpty()) {
			return this.packages.stream().anyMatch((name) -> className.startsWith(name + '.'));
		}
		return FRAMEWORKS.stream().noneMatch(className::startsWith);
	}

}
