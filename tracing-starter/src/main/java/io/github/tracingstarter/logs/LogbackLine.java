package io.github.tracingstarter.logs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

import org.springframework.boot.logging.LogLevel;

/**
 * A line of Logback.
 *
 * @param event the event
 */
record LogbackLine(ILoggingEvent event) implements CapturedLine {

	private static final AttributeKey<List<String>> MARKERS = AttributeKey.stringArrayKey("logback.marker");

	@Override
	public long epochNanos() {
		Instant instant = this.event.getInstant();
		return (instant != null) ? TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano()
				: TimeUnit.MILLISECONDS.toNanos(this.event.getTimeStamp());
	}

	@Override
	public LogLevel level() {
		return switch (this.event.getLevel().toInt()) {
			case Level.ERROR_INT -> LogLevel.ERROR;
			case Level.WARN_INT -> LogLevel.WARN;
			case Level.INFO_INT -> LogLevel.INFO;
			case Level.DEBUG_INT -> LogLevel.DEBUG;
			default -> LogLevel.TRACE;
		};
	}

	@Override
	public String logger() {
		return this.event.getLoggerName();
	}

	@Override
	public String message() {
		return String.valueOf(this.event.getFormattedMessage());
	}

	@Override
	public String thread() {
		return String.valueOf(this.event.getThreadName());
	}

	@Override
	public @Nullable Failure failure() {
		IThrowableProxy thrown = this.event.getThrowableProxy();
		return (thrown != null) ? new Thrown(thrown) : null;
	}

	@Override
	public Map<String, String> context() {
		return this.event.getMDCPropertyMap();
	}

	@Override
	public void keyValues(BiConsumer<String, Object> consumer) {
		List<KeyValuePair> pairs = this.event.getKeyValuePairs();
		if (pairs != null) {
			for (KeyValuePair pair : pairs) {
				consumer.accept(pair.key, pair.value);
			}
		}
	}

	@Override
	public void addMarkers(LogRecordBuilder builder) {
		List<Marker> markers = this.event.getMarkerList();
		if (markers != null) {
			builder.setAttribute(MARKERS, markers.stream().map(Marker::getName).toList());
		}
	}

	private record Thrown(IThrowableProxy proxy) implements Failure {

		@Override
		public String type() {
			return this.proxy.getClassName();
		}

		@Override
		public @Nullable String message() {
			return this.proxy.getMessage();
		}

		@Override
		public String stackTrace() {
			return ThrowableProxyUtil.asString(this.proxy);
		}

	}

}
