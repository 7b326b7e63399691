package io.github.tracingstarter.logs;

import java.util.List;

import org.apache.logging.log4j.core.ErrorHandler;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Passes lines to the listeners. The first failure goes to Log4j's status logger, which
 * is not a logger of the application.
 */
final class Log4jAppender extends AbstractAppender {

	private final List<LogListener> listeners;

	Log4jAppender(String name, List<LogListener> listeners) {
		super(name, null, null, true, Property.EMPTY_ARRAY);
		this.listeners = listeners;
		setHandler(new FirstFailure());
	}

	@Override
	public void append(LogEvent event) {
		Log4jLine line = new Log4jLine(event);
		for (LogListener listener : this.listeners) {
			try {
				listener.onLine(line);
			}
			catch (RuntimeException | LinkageError | StackOverflowError ex) {
				getHandler().error("A log line could not be passed to " + listener, event, ex);
			}
		}
	}

	/**
	 * Ignores lines that are logged within this appender, such as by the {@code toString}
	 * method of an argument. Log4j drops these, and reports them as errors.
	 */
	private static final class FirstFailure implements ErrorHandler {

		private volatile boolean said;

		@Override
		public void error(String message) {
		}

		@Override
		public void error(String message, Throwable thrown) {
		}

		@Override
		public void error(String message, @Nullable LogEvent event, Throwable thrown) {
			if (!this.said) {
				this.said = true;
				StatusLogger.getLogger().error(message, thrown);
			}
		}

	}

}
