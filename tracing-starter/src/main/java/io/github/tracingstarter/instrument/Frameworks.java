package io.github.tracingstarter.instrument;

import java.util.List;

/**
 * Recognizes classes of well-known frameworks and classes generated at run time, for call
 * sites and stack traces that show the application's own code.
 */
public final class Frameworks {

	private static final List<String> PREFIXES = List.of("java.", "javax.", "jakarta.", "jdk.", "sun.", "com.sun.",
			"org.springframework.", "org.hibernate.", "org.jooq.", "org.apache.", "com.zaxxer.", "org.h2.",
			"org.postgresql.", "org.mariadb.", "com.mysql.", "oracle.", "com.microsoft.", "org.flywaydb.", "liquibase.",
			"io.micrometer.", "io.opentelemetry.", "kotlin.", "org.aspectj.", "org.eclipse.jetty.", "io.netty.",
			"reactor.", "com.fasterxml.", "tools.jackson.", "ch.qos.logback.", "org.slf4j.");

	private Frameworks() {
	}

	/**
	 * Returns whether a class is in a package of a framework.
	 * @param className its name
	 * @return whether it is
	 */
	public static boolean contain(String className) {
		return PREFIXES.stream().anyMatch(className::startsWith);
	}

	/**
	 * Returns whether a class was generated at run time: a proxy, or an entity that is
	 * loaded lazily.
	 * @param className its name
	 * @return whether it was
	 */
	public static boolean isGenerated(String className) {
		return className.contains("$$") || className.contains("$Proxy") || className.contains("$HibernateProxy");
	}

}
