package io.github.tracingstarter.ui.logs;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;

/**
 * A line of the log.
 *
 * @param seq its number, which increases from line to line
 * @param entry its content
 */
record LogLine(long seq, Entry entry) {

	/**
	 * Returns whether the line contains a text.
	 * @param lowerCase the text in lower case
	 * @return whether the message, logger, thread or exception contains it
	 */
	boolean contains(String lowerCase) {
		return contains(this.entry.message, lowerCase) || contains(this.entry.logger, lowerCase)
				|| contains(this.entry.thread, lowerCase) || contains(this.entry.exception, lowerCase);
	}

	private static boolean contains(@Nullable String text, String lowerCase) {
		return text != null && text.toLowerCase(Locale.ROOT).contains(lowerCase);
	}

	Map<String, Object> toJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("seq", this.seq);
		json.put("atUs", this.entry.atUs);
		json.put("level", this.entry.level.name());
		json.put("logger", this.entry.logger);
		json.put("message", this.entry.message);
		json.put("thread", this.entry.thread);
		putIfPresent(json, "service", this.entry.service);
		putIfPresent(json, "traceId", this.entry.traceId);
		putIfPresent(json, "spanId", this.entry.spanId);
		putIfPresent(json, "exception", this.entry.exception);
		return json;
	}

	private static void putIfPresent(Map<String, Object> json, String name, @Nullable String value) {
		if (value != null) {
			json.put(name, value);
		}
	}

	/**
	 * The content of a log line.
	 *
	 * @param atUs when it was written, in microseconds since the epoch
	 * @param level its level
	 * @param logger the name of its logger
	 * @param message the message with its arguments
	 * @param thread the name of the thread that wrote it
	 * @param traceId the id of its trace, or null
	 * @param spanId the id of its span, or null
	 * @param exception the exception with its stack trace, or null
	 * @param service the application that sent it, or null for this one
	 */
	record Entry(long atUs, LogLevel level, String logger, String message, String thread, @Nullable String traceId,
			@Nullable String spanId, @Nullable String exception, @Nullable String service) {

		/**
		 * The bytes of the objects, references and entries in the maps of the store for a
		 * line.
		 */
		private static final int FIXED_BYTES = 320;

		/**
		 * Estimates the memory that it takes, on the high side, as if no text were
		 * Latin-1.
		 * @return the number of bytes
		 */
		long bytes() {
			int exceptionLength = (this.exception != null) ? this.exception.length() : 0;
			// The names of this application's loggers exist anyway.
			int originLength = (this.service != null) ? this.service.length() + this.logger.length() : 0;
			return FIXED_BYTES + 2L * (this.message.length() + this.thread.length() + exceptionLength + originLength);
		}

	}

}
