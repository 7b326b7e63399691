package io.github.tracingstarter.ui.logs;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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

	private static final String PAGE = "io.github.tracingstarter.ui.";

	private final LogStore store;

	private final LineRedaction redaction;

	LogbackAppender(LogStore store, LineRedaction redaction) {
		this.store = store;
		this.redaction = redaction;
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
				this.redaction.message(String.valueOf(event.getFormattedMessage())),
				String.valueOf(event.getThreadName()), traceId, spanId, exception(event.getThrowableProxy()), null));
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
		return (thrown != null) ? this.redaction.exception(ThrowableProxyUtil.asString(thrown)) : null;
	}

}
