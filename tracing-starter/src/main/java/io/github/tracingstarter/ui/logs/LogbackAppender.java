package io.github.tracingstarter.ui.logs;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceId;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;

/**
 * Adds log lines to the store. Failures go to Logback's status list and not to a log.
 * Lines of the page itself are left out: showing them would create more.
 */
final class LogbackAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

	private static final int MAX_MESSAGE = 8 * 1024;

	private static final int MAX_EXCEPTION = 16 * 1024;

	private static final String PAGE = "io.github.tracingstarter.ui.";

	private final LogStore store;

	private final UnaryOperator<String> messages;

	private final UnaryOperator<String> stackTraces;

	/**
	 * Creates the appender.
	 * @param store takes the lines
	 * @param messages takes secrets and values out of messages
	 * @param stackTraces takes them out of stack traces
	 */
	LogbackAppender(LogStore store, UnaryOperator<String> messages, UnaryOperator<String> stackTraces) {
		this.store = store;
		this.messages = messages;
		this.stackTraces = stackTraces;
	}

	@Override
	protected void append(ILoggingEvent event) {
		String logger = event.getLoggerName();
		if (logger.startsWith(PAGE)) {
			return;
		}
		try {
			add(logger, event);
		}
		catch (LinkageError | StackOverflowError ex) {
			// Logback takes care of exceptions only.
			addError("A log line could not be stored for the page", ex);
		}
	}

	private void add(String logger, ILoggingEvent event) {
		String traceId = null;
		String spanId = null;
		Map<String, String> mdc = event.getMDCPropertyMap();
		String ofMdc = mdc.get("traceId");
		if (TraceId.isValid(ofMdc)) {
			traceId = ofMdc;
			spanId = mdc.get("spanId");
		}
		else {
			SpanContext current = Span.current().getSpanContext();
			if (current.isValid()) {
				traceId = current.getTraceId();
				spanId = current.getSpanId();
			}
		}
		this.store.add(new LogLine.Entry(micros(event), level(event.getLevel()), logger,
				message(String.valueOf(event.getFormattedMessage())), String.valueOf(event.getThreadName()), traceId,
				spanId, exception(event.getThrowableProxy())));
	}

	private static long micros(ILoggingEvent event) {
		Instant instant = event.getInstant();
		return (instant != null)
				? TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(instant.getNano())
				: TimeUnit.MILLISECONDS.toMicros(event.getTimeStamp());
	}

	private static LogLevel level(Level level) {
		return switch (level.toInt()) {
			case Level.ERROR_INT -> LogLevel.ERROR;
			case Level.WARN_INT -> LogLevel.WARN;
			case Level.INFO_INT -> LogLevel.INFO;
			case Level.DEBUG_INT -> LogLevel.DEBUG;
			default -> LogLevel.TRACE;
		};
	}

	private @Nullable String exception(@Nullable IThrowableProxy thrown) {
		return (thrown != null) ? this.stackTraces.apply(cut(ThrowableProxyUtil.asString(thrown), MAX_EXCEPTION))
				: null;
	}

	/**
	 * Cut before it is redacted, so that a long line costs no more than others, and
	 * redacted before it is stored, so that a search cannot guess what is hidden.
	 */
	private String message(String text) {
		return this.messages.apply(cut(text, MAX_MESSAGE));
	}

	private static String cut(String text, int max) {
		if (text.length() <= max) {
			return text;
		}
		int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
		return text.substring(0, end) + '…';
	}

}
