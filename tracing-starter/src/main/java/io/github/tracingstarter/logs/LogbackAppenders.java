package io.github.tracingstarter.logs;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.AppenderAttachable;

/**
 * The appenders that the application configured.
 */
final class LogbackAppenders {

	private LogbackAppenders() {
	}

	/**
	 * Returns the class names of the appenders of all loggers, including those behind
	 * other appenders.
	 */
	static Set<String> classNames(LoggerContext logback) {
		Set<String> names = new HashSet<>();
		for (Logger logger : logback.getLoggerList()) {
			add(logger, names);
		}
		return names;
	}

	private static void add(AppenderAttachable<ILoggingEvent> holder, Set<String> names) {
		Iterator<Appender<ILoggingEvent>> appenders = holder.iteratorForAppenders();
		while (appenders.hasNext()) {
			Appender<ILoggingEvent> appender = appenders.next();
			names.add(appender.getClass().getName());
			if (appender instanceof AppenderAttachable<?> attachable) {
				@SuppressWarnings("unchecked")
				AppenderAttachable<ILoggingEvent> inner = (AppenderAttachable<ILoggingEvent>) attachable;
				add(inner, names);
			}
		}
	}

}
