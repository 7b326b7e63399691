package io.github.tracingstarter.instrument.redis;

import java.util.Locale;
import java.util.Set;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.lettuce.core.tracing.LettuceObservationContext;
import io.micrometer.common.KeyValue;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ServerAttributes;

/**
 * Describes Redis commands. Their arguments are values and are never added to a span.
 */
final class RedisMapper implements ObservationMapper<LettuceObservationContext> {

	private static final String ERROR = "lettuce.command.error";

	/** Lettuce 6.8 adds the last two keys, and the database. */
	private static final Set<String> REPLACED = Set.of("db.system", "db.operation", "db.statement", "net.transport",
			"net.peer.name", "net.peer.port", "net.sock.peer.addr", "net.sock.peer.port", ERROR, "server.address",
			"user.name");

	private final RedisProperties properties;

	RedisMapper(RedisProperties properties) {
		this.properties = properties;
	}

	@Override
	public Class<LettuceObservationContext> contextType() {
		return LettuceObservationContext.class;
	}

	/**
	 * A command may be observed on a thread of the client, so only its parent shows where
	 * it came from.
	 */
	@Override
	public boolean isNoise(LettuceObservationContext context) {
		return context.getParentObservation() == null && !this.properties.withoutParent();
	}

	@Override
	public String name(LettuceObservationContext context) {
		return context.getRequiredCommand().getType().toString();
	}

	@Override
	public void describe(LettuceObservationContext context, AttributesBuilder attributes) {
		attributes.put(DbAttributes.DB_SYSTEM_NAME, "redis");
		attributes.put(DbAttributes.DB_OPERATION_NAME, name(context));
		// The host and port, or the path of a socket.
		String server = context.getRequiredEndpoint().toString();
		int colon = server.lastIndexOf(':');
		if (colon > 0 && server.indexOf('/') < 0) {
			attributes.put(ServerAttributes.SERVER_ADDRESS, server.substring(0, colon));
			attributes.put(ServerAttributes.SERVER_PORT, Long.parseLong(server.substring(colon + 1)));
		}
		else {
			attributes.put(ServerAttributes.SERVER_ADDRESS, server);
		}
	}

	/**
	 * Marks a command that the server rejects as failed, because for the client that is a
	 * reply like any other.
	 */
	@Override
	public void complete(LettuceObservationContext context, Span span) {
		KeyValue error = context.getHighCardinalityKeyValue(ERROR);
		if (error != null) {
			String code = code(error.getValue());
			span.setAttribute(DbAttributes.DB_RESPONSE_STATUS_CODE, code);
			Spans.fail(span, code);
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

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public String replacedName(LettuceObservationContext context) {
		return name(context).toLowerCase(Locale.ROOT);
	}

}
