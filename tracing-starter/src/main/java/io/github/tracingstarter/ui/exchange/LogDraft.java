package io.github.tracingstarter.ui.exchange;

import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.ui.ReceivedLogs;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;

/**
 * A log line that is being read. Optional fields have default values.
 */
final class LogDraft {

	private static final AttributeKey<String> THREAD = AttributeKey.stringKey("thread.name");

	private static final AttributeKey<String> TYPE = AttributeKey.stringKey("exception.type");

	private static final AttributeKey<String> MESSAGE = AttributeKey.stringKey("exception.message");

	private static final AttributeKey<String> STACK_TRACE = AttributeKey.stringKey("exception.stacktrace");

	long timeNanos;

	long observedNanos;

	long severity;

	String severityText = "";

	@Nullable Object body;

	String event = "";

	String traceId = "";

	String spanId = "";

	final ReadAttributes attributes = new ReadAttributes();

	/**
	 * Creates the line, which must not be empty.
	 * @param origin the origin of the line
	 * @return the line
	 * @throws MalformedException if the line is empty
	 */
	ReceivedLogs.Line build(Origin origin) {
		Attributes read = this.attributes.build();
		String exception = exception(read);
		String message = (this.body != null) ? ReadAttributes.text(this.body) : this.event;
		if (message.isEmpty() && exception == null) {
			throw new MalformedException("A log record must have a body, the name of an event or an exception.");
		}
		String trace = this.traceId.toLowerCase(Locale.ROOT);
		String span = this.spanId.toLowerCase(Locale.ROOT);
		boolean traced = TraceId.isValid(trace);
		String thread = read.get(THREAD);
		return new ReceivedLogs.Line(origin.service(), time(), level(), origin.scope(), message,
				(thread != null) ? thread : "", traced ? trace : null, (traced && SpanId.isValid(span)) ? span : null,
				exception);
	}

	private long time() {
		if (this.timeNanos > 0) {
			return this.timeNanos;
		}
		return (this.observedNanos > 0) ? this.observedNanos
				: TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
	}

	/**
	 * Returns the level. OTLP has four numbers for each level, and {@code FATAL} is the
	 * highest.
	 */
	private LogLevel level() {
		if (this.severity > 0) {
			return (this.severity > 16) ? LogLevel.ERROR : (this.severity > 12) ? LogLevel.WARN
					: (this.severity > 8) ? LogLevel.INFO : (this.severity > 4) ? LogLevel.DEBUG : LogLevel.TRACE;
		}
		return switch (this.severityText.toUpperCase(Locale.ROOT)) {
			case "FATAL", "CRITICAL", "ERROR", "SEVERE" -> LogLevel.ERROR;
			case "WARN", "WARNING" -> LogLevel.WARN;
			case "DEBUG", "FINE" -> LogLevel.DEBUG;
			case "TRACE", "FINER", "FINEST" -> LogLevel.TRACE;
			default -> LogLevel.INFO;
		};
	}

	private static @Nullable String exception(Attributes attributes) {
		String stackTrace = attributes.get(STACK_TRACE);
		String type = attributes.get(TYPE);
		String message = attributes.get(MESSAGE);
		if (stackTrace != null || (type == null && message == null)) {
			return stackTrace;
		}
		return (type != null && message != null) ? type + ": " + message : (type != null) ? type : message;
	}

}
