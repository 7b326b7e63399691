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
 * A line while it is logged. What costs something is made when it is asked for.
 */
public interface CapturedLine {

	/**
	 * When it was logged.
	 * @return nanoseconds since the epoch
	 */
	long epochNanos();

	/**
	 * Its level.
	 * @return the level
	 */
	LogLevel level();

	/**
	 * The name of its logger.
	 * @return the name
	 */
	String logger();

	/**
	 * The message with its arguments.
	 * @return the message
	 */
	String message();

	/**
	 * The name of the thread that logged it.
	 * @return the name
	 */
	String thread();

	/**
	 * The exception that was logged.
	 * @return the exception, or null
	 */
	@Nullable Failure failure();

	/**
	 * The mapped diagnostic context.
	 * @return its entries
	 */
	Map<String, String> context();

	/**
	 * A value of the mapped diagnostic context.
	 * @param key its key
	 * @return the value, or null
	 */
	default @Nullable String context(String key) {
		return context().get(key);
	}

	/**
	 * Passes the key-value pairs of the line, as SLF4J's fluent API has them.
	 * @param consumer called with each pair
	 */
	void keyValues(BiConsumer<String, Object> consumer);

	/**
	 * Adds its markers to a record, under the name that OpenTelemetry's appender for the
	 * logging system uses.
	 * @param builder the record
	 */
	void addMarkers(LogRecordBuilder builder);

	/**
	 * The span that it belongs to: that of the mapped diagnostic context, which goes
	 * along where a logging system hands lines to another thread, else the current one.
	 * That of another thread counts as sampled, as nothing says that it is not. It may
	 * have a trace id alone.
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
		 * The class.
		 * @return its name
		 */
		String type();

		/**
		 * The message.
		 * @return the message, or null
		 */
		@Nullable String message();

		/**
		 * The stack trace with all causes.
		 * @return the text
		 */
		String stackTrace();

	}

}
