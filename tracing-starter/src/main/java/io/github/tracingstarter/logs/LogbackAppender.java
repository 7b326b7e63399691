package io.github.tracingstarter.logs;

import java.util.List;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

/**
 * Passes lines to the listeners. Failures go to Logback's status list rather than to a
 * log.
 */
final class LogbackAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

	private volatile List<LogListener> listeners = List.of();

	void setListeners(List<LogListener> listeners) {
		this.listeners = listeners;
	}

	@Override
	protected void append(ILoggingEvent event) {
		LogbackLine line = new LogbackLine(event);
		for (LogListener listener : this.listeners) {
			try {
				listener.onLine(line);
			}
			catch (RuntimeException | LinkageError | StackOverflowError ex) {
				addError("A log line could not be passed to " + listener, ex);
			}
		}
	}

}
