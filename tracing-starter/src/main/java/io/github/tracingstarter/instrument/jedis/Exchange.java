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
 * What a connection has sent and has no answer to yet, with its span. It ends with the
 * last answer, and within a transaction with that to {@code EXEC}.
 */
final class Exchange {

	private final JedisTracer tracer;

	private final @Nullable String host;

	private final int port;

	private int unanswered;

	private int commands;

	/** The name that all commands have, or null. */
	private @Nullable String name;

	private boolean transaction;

	/** MULTI was sent, and neither EXEC nor DISCARD. */
	private boolean queueing;

	/** A transaction has the connection for itself, though it has not begun. */
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
			// Its answers come when they come.
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
	 * What was sent goes out, and is waited for.
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
	 * As OpenTelemetry's conventions for Redis have it.
	 */
	private String name() {
		String prefix = this.transaction ? "MULTI" : (this.commands > 1) ? "PIPELINE" : "";
		return (this.name == null) ? prefix : (prefix + " " + this.name).strip();
	}

	/**
	 * One answer has come.
	 * @param reply the answer, or the exception that it is thrown as
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
	 * Nothing more is going to be answered.
	 * @param failure why, or null
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
