package io.github.tracingstarter.instrument.jedis;

import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A connection that makes a span of what it sends until all of that is answered: a
 * command, a pipeline, or a transaction from {@code MULTI} to {@code EXEC}.
 */
final class TracedConnection extends Connection {

	private final Exchange exchange;

	/**
	 * Whether the executor of the client makes a span of each command that is sent alone.
	 */
	private final boolean executorIsTraced;

	/** While it is set up, and while its pool or the executor uses it. */
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
	 * What Jedis does once with a connection that was made.
	 */
	@Override
	protected void initializeFromClientConfig(JedisClientConfig config) {
		super.initializeFromClientConfig(config);
		this.quiet = false;
	}

	/**
	 * Does something that has no span.
	 * @param <T> what comes back
	 * @param <E> what it throws
	 * @param action what to do
	 * @return what comes back
	 * @throws E what it throws
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
	 * Reads each of the replies.
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
	 * Something to do with a connection.
	 *
	 * @param <T> what comes back
	 * @param <E> what it throws
	 */
	interface Action<T, E extends Exception> {

		T perform() throws E;

	}

	/**
	 * Builds traced connections in the place of those of Jedis.
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
		 * What a pool calls from Jedis 8 on, before it sets the connection up. The return
		 * type is that of the method there, or it would not be overridden.
		 * @return the connection
		 */
		protected Connection createConnection() {
			return new TracedConnection(this);
		}

	}

}
