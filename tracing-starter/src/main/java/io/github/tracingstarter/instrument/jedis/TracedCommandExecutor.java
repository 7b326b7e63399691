package io.github.tracingstarter.instrument.jedis;

import io.github.tracingstarter.instrument.Instrumenter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.executors.CommandExecutor;

/**
 * Executes commands, each in a span.
 */
@SuppressWarnings("try")
final class TracedCommandExecutor implements CommandExecutor {

	private final CommandExecutor executor;

	private final Instrumenter<JedisCommand> instrumenter;

	private final boolean withoutParent;

	private final @Nullable String host;

	private final int port;

	TracedCommandExecutor(CommandExecutor executor, Instrumenter<JedisCommand> instrumenter, boolean withoutParent,
			@Nullable String host, int port) {
		this.executor = executor;
		this.instrumenter = instrumenter;
		this.withoutParent = withoutParent;
		this.host = host;
		this.port = port;
	}

	@Override
	public <T> T executeCommand(CommandObject<T> command) {
		return execute(command, this.executor::executeCommand);
	}

	@Override
	public <T> T broadcastCommand(CommandObject<T> command) {
		return execute(command, this.executor::broadcastCommand);
	}

	private <T> T execute(CommandObject<T> command, Execution<T> execution) {
		Context current = Context.current();
		boolean hasParent = Span.fromContext(current).getSpanContext().isValid();
		JedisCommand traced = (hasParent || this.withoutParent) ? JedisCommand.of(command, this.host, this.port) : null;
		Span span = (traced != null) ? this.instrumenter.start(current, traced) : null;
		if (traced == null || span == null) {
			return execution.execute(command);
		}
		Throwable error = null;
		try {
			return execution.execute(command);
		}
		catch (RuntimeException | Error ex) {
			error = ex;
			throw ex;
		}
		finally {
			this.instrumenter.describe(span, traced, error);
			this.instrumenter.end(span);
		}
	}

	@Override
	public void close() throws Exception {
		this.executor.close();
	}

	/**
	 * One of the two ways.
	 *
	 * @param <T> what comes back
	 */
	private interface Execution<T> {

		T execute(CommandObject<T> command);

	}

}
