package io.github.tracingstarter.core;

import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.semconv.ExceptionAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The event of an exception. Drivers quote statements and their values in messages, and
 * whatever wraps such an exception quotes the message again: where one is in the chain,
 * the event has the SQL state in place of the messages, and a stack trace without them.
 */
final class ExceptionEvent {

	private ExceptionEvent() {
	}

	static void record(Span span, Throwable error) {
		SQLException sql = sqlException(error);
		if (sql == null) {
			span.recordException(error);
			return;
		}
		span.addEvent("exception",
				Attributes.of(ExceptionAttributes.EXCEPTION_TYPE, Spans.errorType(error),
						ExceptionAttributes.EXCEPTION_MESSAGE,
						"SQL state %s, error code %d".formatted(sql.getSQLState(), sql.getErrorCode()),
						ExceptionAttributes.EXCEPTION_STACKTRACE, stackTrace(error)));
	}

	private static @Nullable SQLException sqlException(Throwable error) {
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		for (Throwable cause = error; cause != null && seen.add(cause); cause = cause.getCause()) {
			if (cause instanceof SQLException sql) {
				return sql;
			}
		}
		return null;
	}

	private static String stackTrace(Throwable error) {
		StringBuilder trace = new StringBuilder();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		for (Throwable cause = error; cause != null && seen.add(cause); cause = cause.getCause()) {
			trace.append((cause != error) ? "Caused by: " : "").append(cause.getClass().getName()).append('\n');
			for (StackTraceElement frame : cause.getStackTrace()) {
				trace.append("\tat ").append(frame).append('\n');
			}
		}
		return trace.toString();
	}

}
