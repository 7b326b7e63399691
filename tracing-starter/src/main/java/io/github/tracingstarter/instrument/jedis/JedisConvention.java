package io.github.tracingstarter.instrument.jedis;

import java.util.Locale;

import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Describes the spans of commands, pipelines and transactions.
 */
final class JedisConvention implements SpanConvention<JedisCommand> {

	@Override
	public String name(JedisCommand command) {
		return command.name();
	}

	@Override
	public SpanKind kind(JedisCommand command) {
		return SpanKind.CLIENT;
	}

	@Override
	public void start(JedisCommand command, SpanBuilder span) {
		span.setAttribute(DbAttributes.DB_SYSTEM_NAME, "redis");
		span.setAttribute(DbAttributes.DB_OPERATION_NAME, command.name());
		if (command.batchSize() > 0) {
			span.setAttribute(DbAttributes.DB_OPERATION_BATCH_SIZE, (long) command.batchSize());
		}
		if (command.host() != null) {
			span.setAttribute(ServerAttributes.SERVER_ADDRESS, command.host());
			span.setAttribute(ServerAttributes.SERVER_PORT, (long) command.port());
		}
	}

	@Override
	public void end(JedisCommand command, Span span, @Nullable Throwable error) {
		if (error instanceof JedisDataException refused) {
			String code = code(String.valueOf(refused.getMessage()));
			span.setAttribute(DbAttributes.DB_RESPONSE_STATUS_CODE, code);
			Spans.fail(span, code);
		}
		else if (error != null) {
			Spans.fail(span, error);
		}
	}

	/**
	 * Returns the first word of the server's error message, which is in capitals:
	 * {@code WRONGTYPE}. The rest may quote the arguments of the command.
	 */
	private static String code(String error) {
		int end = error.indexOf(' ');
		String code = (end > 0) ? error.substring(0, end) : error;
		return code.equals(code.toUpperCase(Locale.ROOT)) ? code : "ERR";
	}

}
