package io.github.tracingstarter.logs;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.message.MapMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;

/**
 * A line of Log4j 2.
 *
 * @param event the event
 */
record Log4jLine(LogEvent event) implements CapturedLine {

	private static final AttributeKey<String> MARKER = AttributeKey.stringKey("log4j.marker");

	private static final String FAILED = "[FAILED toString()]";

	@Override
	public long epochNanos() {
		return TimeUnit.SECONDS.toNanos(this.event.getInstant().getEpochSecond())
				+ this.event.getInstant().getNanoOfSecond();
	}

	@Override
	public LogLevel level() {
		return switch (this.event.getLevel().getStandardLevel()) {
			case FATAL -> LogLevel.FATAL;
			case ERROR -> LogLevel.ERROR;
			case WARN -> LogLevel.WARN;
			case INFO -> LogLevel.INFO;
			case DEBUG -> LogLevel.DEBUG;
			case TRACE, ALL -> LogLevel.TRACE;
			case OFF -> LogLevel.OFF;
		};
	}

	@Override
	public String logger() {
		String name = this.event.getLoggerName();
		return (name == null || name.isEmpty()) ? "ROOT" : name;
	}

	@Override
	public String message() {
		try {
			return String.valueOf(this.event.getMessage().getFormattedMessage());
		}
		catch (RuntimeException | StackOverflowError ex) {
			return FAILED;
		}
	}

	@Override
	public String thread() {
		return String.valueOf(this.event.getThreadName());
	}

	@Override
	public @Nullable Failure failure() {
		Throwable thrown = this.event.getThrown();
		return (thrown != null) ? new Thrown(thrown) : null;
	}

	@Override
	public Map<String, String> context() {
		return this.event.getContextData().toMap();
	}

	/**
	 * Reads a value without the map that Log4j creates for each call.
	 */
	@Override
	public @Nullable String context(String key) {
		Object value = this.event.getContextData().getValue(key);
		return (value != null) ? value.toString() : null;
	}

	/**
	 * Passes the pairs of a map message. Log4j adds the pairs of SLF4J's fluent API to
	 * the context.
	 */
	@Override
	public void keyValues(BiConsumer<String, Object> consumer) {
		if (this.event.getMessage() instanceof MapMessage<?, ?> message) {
			message.forEach((String key, Object value) -> consumer.accept(key, value));
		}
	}

	@Override
	public void addMarkers(LogRecordBuilder builder) {
		Marker marker = this.event.getMarker();
		if (marker != null) {
			builder.setAttribute(MARKER, marker.getName());
		}
	}

	/**
	 * An exception, whose methods are code of the application.
	 */
	private record Thrown(Throwable thrown) implements Failure {

		@Override
		public String type() {
			return this.thrown.getClass().getName();
		}

		@Override
		public @Nullable String message() {
			try {
				return this.thrown.getMessage();
			}
			catch (RuntimeException | StackOverflowError ex) {
				return FAILED;
			}
		}

		@Override
		public String stackTrace() {
			StringWriter text = new StringWriter();
			try {
				this.thrown.printStackTrace(new PrintWriter(text));
			}
			catch (RuntimeException | StackOverflowError ex) {
				text.append(type()).append(": ").append(FAILED);
			}
			return text.toString();
		}

	}

}
