package io.github.tracingstarter.instrument.jedis;

import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A connection that creates a span for the commands that it sends until all are answered:
 * a command, a pipeline, or a transaction from {@code MULTI} to {@code EXEC}.
 */
final class TracedConnection extends Connection {

	private final Exchange exchange;

	/**
	 * Whether the executor of the client creates a span for each single command.
	 */
	private final boolean executorIsTraced;

	/**
	 * Whether commands get no span: during setup, and while the pool or the executor uses
	 * it.
	 */
	private boolean quiet = true;

	private TracedConnection(Builder builder) {
		super(builder);
		HostAndPort server = (builder.getSocketFactory() instanceof DefaultJedisSocketFactory factory)
				? factory.getHostAndPort() : null;
		this.exchange = new Exchange(builder.tracer, (server != null) ? server.getHost() : null,
				(server != null) ? server.getPort() : 0);
		this.executorIsTraced = builder.executorIsTraced;
	}

	/**
	 * Called by Jedis once after a connection has been created.
	 */
	@Override
	protected void initializeFromClientConfig(JedisClientConfig config) {
		super.initializeFromClientConfig(config);
		this.quiet = false;
	}

	/**
	 * Performs an action without a span.
	 * @param <T> the type of the result
	 * @param <E> the type of the exception
	 * @param action the action
	 * @return the result of the action
	 * @throws E if the action throws it
	 */
	<T, E extends Exception> T quietly(Action<T, E> action) throws E {
		boolean before = this.quiet;
		this.quiet = true;
		try {
			return action.perform();
		}
		finally {
			this.quiet = before;
		}
	}

	@Override
	public <T> T executeCommand(CommandObject<T> command) {
		return (this.executorIsTraced && !this.exchange.isOfTransaction(command.getArguments()))
				? quietly(() -> super.executeCommand(command)) : super.executeCommand(command);
	}

	@Override
	public boolean ping() {
		return quietly(super::ping);
	}

	@Override
	public String reAuthenticate() {
		return quietly(super::reAuthenticate);
	}

	@Override
	public void sendCommand(CommandArguments arguments) {
		if (!this.quiet) {
			this.exchange.sent(arguments);
		}
		try {
			super.sendCommand(arguments);
		}
		catch (RuntimeException ex) {
			this.exchange.begin();
			this.exchange.end(ex);
			throw ex;
		}
	}

	@Override
	protected void flush() {
		this.exchange.begin();
		try {
			super.flush();
		}
		catch (RuntimeException ex) {
			this.exchange.end(ex);
			throw ex;
		}
	}

	/**
	 * Called for each reply.
	 */
	@Override
	protected Object readProtocolWithCheckingBroken() {
		try {
			Object reply = super.readProtocolWithCheckingBroken();
			this.exchange.answered(reply);
			return reply;
		}
		catch (JedisDataException ex) {
			this.exchange.answered(ex);
			throw ex;
		}
		catch (RuntimeException ex) {
			this.exchange.end(ex);
			throw ex;
		}
	}

	@Override
	public void close() {
		this.exchange.end(null);
		super.close();
	}

	/**
	 * An action on a connection.
	 *
	 * @param <T> the type of the result
	 * @param <E> the type of the exception
	 */
	interface Action<T, E extends Exception> {

		T perform() throws E;

	}

	/**
	 * Builds traced connections instead of those of Jedis.
	 */
	static final class Builder extends Connection.Builder {

		private final JedisTracer tracer;

		private final boolean executorIsTraced;

		Builder(JedisTracer tracer, boolean executorIsTraced) {
			this.tracer = tracer;
			this.executorIsTraced = executorIsTraced;
		}

		@Override
		public Connection build() {
			TracedConnection connection = new TracedConnection(this);
			connection.initializeFromClientConfig(getClientConfig());
			return connection;
		}

		/**
		 * Called by a pool since Jedis 8, before it sets up the connection. The return
		 * type must match that version's method to override it.
		 * @return the connection
		 */
		protected Connection createConnection() {
			return new TracedConnection(this);
		}

	}

}
