package io.github.tracingstarter.ui;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;

/**
 * Accepts the log lines of other applications. A bean if log lines are kept.
 */
public interface ReceivedLogs {

	/**
	 * Stores a line, without the secrets in it.
	 * @param line the line as it was sent
	 */
	void add(Line line);

	/**
	 * A log line of another application.
	 *
	 * @param service the service that wrote it
	 * @param epochNanos when it was written, in nanoseconds since the epoch
	 * @param level its level
	 * @param logger the name of its logger, or empty
	 * @param message the message
	 * @param thread the name of the thread that wrote it, or empty
	 * @param traceId the id of its trace, or null
	 * @param spanId the id of its span, or null
	 * @param exception the exception with its stack trace, or null
	 */
	record Line(String service, long epochNanos, LogLevel level, String logger, String message, String thread,
			@Nullable String traceId, @Nullable String spanId, @Nullable String exception) {
	}

}
