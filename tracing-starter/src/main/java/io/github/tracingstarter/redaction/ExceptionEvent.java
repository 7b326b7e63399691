package io.github.tracingstarter.redaction;

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
 * exceptions that wrap them quote the message again. If a driver's exception is among the
 * causes or suppressed exceptions, the event has the driver's message without its values,
 * or the SQL state if that is not possible, and a stack trace without other messages.
 */
public final class ExceptionEvent {

	/**
	 * The exceptions of drivers, in addition to {@link SQLException}, for errors that a
	 * server returns. Those of language models may quote the prompt.
	 */
	private static final Set<String> DRIVER_EXCEPTIONS = Set.of("io.r2dbc.spi.R2dbcException",
			"com.mongodb.MongoServerException", "com.datastax.oss.driver.api.core.servererrors.CoordinatorException",
			"org.neo4j.driver.exceptions.Neo4jException",
			"co.elastic.clients.elasticsearch._types.ElasticsearchException",
			"io.lettuce.core.RedisCommandExecutionException", "redis.clients.jedis.exceptions.JedisDataException",
			"org.springframework.mail.MailException", "jakarta.mail.MessagingException",
			"com.openai.errors.OpenAIException", "com.anthropic.errors.AnthropicException",
			"com.google.genai.errors.ApiException",
			"software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException",
			"org.springframework.ai.retry.TransientAiException", "org.springframework.ai.retry.NonTransientAiException",
			"org.springframework.ai.tool.execution.ToolExecutionException");

	private ExceptionEvent() {
	}

	/**
	 * Adds the event to a span.
	 * @param span the span
	 * @param error the exception
	 */
	public static void record(Span span, Throwable error) {
		Attributes attributes = withoutValues(error);
		if (attributes == null) {
			span.recordException(error);
		}
		else {
			span.addEvent("exception", attributes);
		}
	}

	/**
	 * Returns the attributes of the event if a database may have put values into
	 * messages.
	 * @param error the exception
	 * @return attributes without any values, or null if no database is involved
	 */
	public static @Nullable Attributes withoutValues(Throwable error) {
		Throwable driver = driverException(error, identitySet());
		if (driver == null) {
			return null;
		}
		StringBuilder trace = new StringBuilder();
		write(error, "", "", trace, identitySet());
		return Attributes.of(ExceptionAttributes.EXCEPTION_TYPE, typeOf(error), ExceptionAttributes.EXCEPTION_MESSAGE,
				message(driver), ExceptionAttributes.EXCEPTION_STACKTRACE, trace.toString());
	}

	/**
	 * Returns the type of an exception in the form of {@code error.type}.
	 * @param error the exception
	 * @return its canonical class name, or its binary name if it has none
	 */
	public static String typeOf(Throwable error) {
		@Nullable String name = error.getClass().getCanonicalName();
		return (name != null) ? name : error.getClass().getName();
	}

	private static String message(Throwable driver) {
		String masked = maskedMessage(driver);
		if (driver instanceof SQLException sql) {
			String code = "SQL state %s, error code %d".formatted(sql.getSQLState(), sql.getErrorCode());
			return (masked != null) ? "%s (%s)".formatted(masked, code) : code;
		}
		return (masked != null) ? masked
				: "%s (message omitted because it may contain values)".formatted(driver.getClass().getName());
	}

	/**
	 * Returns the first known message. For a batch, the chained exceptions contain the
	 * reason.
	 */
	private static @Nullable String maskedMessage(Throwable driver) {
		Set<Throwable> seen = identitySet();
		for (Throwable cause = driver; cause != null && seen.add(cause); cause = cause.getCause()) {
			String masked = isOfDriver(cause) ? DriverMessages.mask(cause.getMessage()) : null;
			if (masked != null) {
				return masked;
			}
		}
		SQLException next = (driver instanceof SQLException sql) ? sql.getNextException() : null;
		return (next != null) ? DriverMessages.mask(next.getMessage()) : null;
	}

	private static @Nullable Throwable driverException(Throwable error, Set<Throwable> seen) {
		for (Throwable cause = error; cause != null && seen.add(cause); cause = cause.getCause()) {
			if (isOfDriver(cause)) {
				return cause;
			}
			for (Throwable suppressed : cause.getSuppressed()) {
				Throwable driver = driverException(suppressed, seen);
				if (driver != null) {
					return driver;
				}
			}
		}
		return null;
	}

	private static boolean isOfDriver(Throwable error) {
		if (error instanceof SQLException) {
			return true;
		}
		for (Class<?> type = error.getClass(); type != Throwable.class; type = type.getSuperclass()) {
			if (DRIVER_EXCEPTIONS.contains(type.getName())) {
				return true;
			}
		}
		return false;
	}

	private static void write(Throwable error, String caption, String indent, StringBuilder trace,
			Set<Throwable> seen) {
		String label = caption;
		for (Throwable cause = error; cause != null && seen.add(cause); cause = cause.getCause()) {
			trace.append(indent).append(label).append(cause.getClass().getName());
			String masked = isOfDriver(cause) ? DriverMessages.mask(cause.getMessage()) : null;
			trace.append((masked != null) ? ": " + masked : "").append('\n');
			for (StackTraceElement frame : cause.getStackTrace()) {
				trace.append(indent).append("\tat ").append(frame).append('\n');
			}
			for (Throwable suppressed : cause.getSuppressed()) {
				write(suppressed, "Suppressed: ", indent + '\t', trace, seen);
			}
			label = "Caused by: ";
		}
	}

	private static Set<Throwable> identitySet() {
		return Collections.newSetFromMap(new IdentityHashMap<>());
	}

}
