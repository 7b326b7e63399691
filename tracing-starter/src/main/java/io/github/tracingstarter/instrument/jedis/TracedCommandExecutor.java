package io.github.tracingstarter.instrument.jedis;

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

	private final JedisTracer tracer;

	private final @Nullable String host;

	private final int port;

	TracedCommandExecutor(CommandExecutor executor, JedisTracer tracer, @Nullable String host, int port) {
		this.executor = executor;
		this.tracer = tracer;
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
		JedisCommand traced = this.tracer.isWanted(current)
				? new JedisCommand(JedisCommand.nameOf(command.getArguments()), 0, this.host, this.port) : null;
		Span span = (traced != null) ? this.tracer.instrumenter().start(current, traced) : null;
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
			this.tracer.instrumenter().describe(span, traced, error);
			this.tracer.instrumenter().end(span);
		}
	}

	@Override
	public void close() throws Exception {
		this.executor.close();
	}

	/**
	 * One of the two ways to execute a command.
	 *
	 * @param <T> the type of the result
	 */
	private interface Execution<T> {

		T execute(CommandObject<T> command);

	}

}
