package io.github.tracingstarter.logs;

import java.util.Map;
import java.util.function.BiConsumer;

import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;

/**
 * A line while it is being logged. Expensive values are computed on demand.
 */
public interface CapturedLine {

	/**
	 * Returns when the line was logged.
	 * @return nanoseconds since the epoch
	 */
	long epochNanos();

	/**
	 * Returns the level.
	 * @return the level
	 */
	LogLevel level();

	/**
	 * Returns the name of the logger.
	 * @return the name
	 */
	String logger();

	/**
	 * Returns the message with its arguments.
	 * @return the message
	 */
	String message();

	/**
	 * Returns the name of the thread that logged the line.
	 * @return the name
	 */
	String thread();

	/**
	 * Returns the exception that was logged.
	 * @return the exception, or null
	 */
	@Nullable Failure failure();

	/**
	 * Returns the mapped diagnostic context.
	 * @return its entries
	 */
	Map<String, String> context();

	/**
	 * Returns a value of the mapped diagnostic context.
	 * @param key its key
	 * @return the value, or null
	 */
	default @Nullable String context(String key) {
		return context().get(key);
	}

	/**
	 * Passes the key-value pairs of the line, as in SLF4J's fluent API, to a consumer.
	 * @param consumer called with each pair
	 */
	void keyValues(BiConsumer<String, Object> consumer);

	/**
	 * Adds the markers of the line to a record, under the name that OpenTelemetry's
	 * appender for the logging system uses.
	 * @param builder the builder of the record
	 */
	void addMarkers(LogRecordBuilder builder);

	/**
	 * Returns the span of the line: that of the mapped diagnostic context, which is kept
	 * if a logging system hands lines to another thread, or else the current span. A span
	 * from another thread counts as sampled, because nothing shows that it is not. It may
	 * have only a trace id.
	 * @return the context of the span, which may be invalid
	 */
	default SpanContext span() {
		SpanContext current = Span.current().getSpanContext();
		String traceId = context("traceId");
		if (!TraceId.isValid(traceId) || traceId.equals(current.getTraceId())) {
			return current;
		}
		String spanId = context("spanId");
		return SpanId.isValid(spanId)
				? SpanContext.create(traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault())
				: new TraceAlone(traceId);
	}

	/**
	 * An exception of a line.
	 */
	interface Failure {

		/**
		 * Returns the class.
		 * @return its name
		 */
		String type();

		/**
		 * Returns the message.
		 * @return the message, or null
		 */
		@Nullable String message();

		/**
		 * Returns the stack trace with all causes.
		 * @return the text
		 */
		String stackTrace();

	}

}
