package io.github.tracingstarter.instrument.jedis;

import java.util.List;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The unanswered commands of a connection, with their span. The span ends with the last
 * reply, which for a transaction is the reply to {@code EXEC}.
 */
final class Exchange {

	private final JedisTracer tracer;

	private final @Nullable String host;

	private final int port;

	private int unanswered;

	private int commands;

	/** The name of all commands if they have the same one, or null. */
	private @Nullable String name;

	private boolean transaction;

	/** Whether MULTI has been sent, but neither EXEC nor DISCARD. */
	private boolean queueing;

	/** Whether a transaction has reserved the connection, although it has not begun. */
	private boolean watching;

	private @Nullable JedisCommand operation;

	private @Nullable Span span;

	private @Nullable Throwable error;

	Exchange(JedisTracer tracer, @Nullable String host, int port) {
		this.tracer = tracer;
		this.host = host;
		this.port = port;
	}

	boolean isOfTransaction(CommandArguments arguments) {
		return this.watching || arguments.getCommand() == Command.WATCH;
	}

	void sent(CommandArguments arguments) {
		ProtocolCommand command = arguments.getCommand();
		if (isSubscription(command)) {
			// Its replies can come at any time.
			return;
		}
		this.unanswered++;
		if (command == Command.MULTI) {
			this.transaction = true;
			this.queueing = true;
		}
		else if (this.queueing && (command == Command.EXEC || command == Command.DISCARD)) {
			this.queueing = false;
			this.watching = false;
		}
		else {
			this.watching = command == Command.WATCH || this.watching && command != Command.UNWATCH;
			String next = JedisCommand.nameOf(arguments);
			this.name = (this.commands == 0 || next.equals(this.name)) ? next : null;
			this.commands++;
		}
	}

	private static boolean isSubscription(ProtocolCommand command) {
		return command instanceof Command known && switch (known) {
			case SUBSCRIBE, PSUBSCRIBE, SSUBSCRIBE, UNSUBSCRIBE, PUNSUBSCRIBE, SUNSUBSCRIBE -> true;
			default -> false;
		};
	}

	/**
	 * Called when the commands are flushed and their replies are awaited.
	 */
	void begin() {
		if (this.span != null || this.unanswered == 0) {
			return;
		}
		Context current = Context.current();
		if (this.tracer.isWanted(current)) {
			this.operation = new JedisCommand(name(), (this.commands > 1) ? this.commands : 0, this.host, this.port);
			this.span = this.tracer.instrumenter().start(current, this.operation);
		}
	}

	/**
	 * Returns the name according to OpenTelemetry's conventions for Redis.
	 */
	private String name() {
		String prefix = this.transaction ? "MULTI" : (this.commands > 1) ? "PIPELINE" : "";
		return (this.name == null) ? prefix : (prefix + " " + this.name).strip();
	}

	/**
	 * Called when a reply has arrived.
	 * @param reply the reply, or the exception that represents it
	 */
	void answered(@Nullable Object reply) {
		if (this.unanswered == 0) {
			return;
		}
		this.unanswered--;
		if (this.error == null) {
			this.error = refusal(reply);
		}
		if (this.unanswered == 0 && !this.queueing) {
			end(this.error);
		}
	}

	private @Nullable Throwable refusal(@Nullable Object reply) {
		if (this.transaction && reply instanceof List<?> replies) {
			for (Object each : replies) {
				if (each instanceof JedisDataException refused) {
					return refused;
				}
			}
		}
		return (reply instanceof JedisDataException refused) ? refused : null;
	}

	/**
	 * Called when no more replies will arrive.
	 * @param failure the reason, or null
	 */
	void end(@Nullable Throwable failure) {
		if (this.span != null && this.operation != null) {
			this.tracer.instrumenter().describe(this.span, this.operation, failure);
			this.tracer.instrumenter().end(this.span);
		}
		this.span = null;
		this.operation = null;
		this.error = null;
		this.name = null;
		this.unanswered = 0;
		this.commands = 0;
		this.transaction = false;
		this.queueing = false;
	}

}
