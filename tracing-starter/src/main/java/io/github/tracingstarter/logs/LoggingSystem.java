package io.github.tracingstarter.logs;

import org.slf4j.LoggerFactory;

import org.springframework.util.ClassUtils;

/**
 * The logging systems whose lines can be captured. More than one may be on the class
 * path; SLF4J determines which of them is used. Does not refer to any of their classes.
 */
enum LoggingSystem {

	/** Logback. */
	LOGBACK("ch.qos.logback.classic.LoggerContext", "ch.qos.logback.classic.LoggerContext"),

	/** Log4j 2 with its core. */
	LOG4J("org.apache.logging.slf4j.Log4jLoggerFactory", "org.apache.logging.log4j.core.LoggerContext");

	private final String factory;

	private final String context;

	LoggingSystem(String factory, String context) {
		this.factory = factory;
		this.context = context;
	}

	/**
	 * Returns whether this logging system is used.
	 * @param classLoader the class loader of the application
	 * @return true if it is
	 */
	boolean isUsed(ClassLoader classLoader) {
		return ClassUtils.isPresent(this.context, classLoader)
				&& ClassUtils.isPresent("org.slf4j.LoggerFactory", classLoader)
				&& ClassUtils.isPresent(this.factory, classLoader)
				&& ClassUtils.resolveClassName(this.factory, classLoader).isInstance(Factory.get());
	}

	/**
	 * A separate class, because SLF4J may be missing.
	 */
	private static final class Factory {

		static Object get() {
			return LoggerFactory.getILoggerFactory();
		}

	}

}
