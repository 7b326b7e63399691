package io.github.tracingstarter.instrument.jedis;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.pool2.PooledObjectFactory;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.JedisFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;
import redis.clients.jedis.util.Pool;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

/**
 * Traces the clients and pools of connection factories, and those that are beans, in
 * place, because transactions are keyed by the connection factory, which must not be
 * replaced. The command executor, and the factory of connections in a pool of
 * {@link Jedis}, are in final fields.
 */
@SuppressWarnings("deprecation")
final class JedisPostProcessor implements BeanPostProcessor {

	private static final PrivateField<Object> CLIENT = PrivateField.of(JedisConnectionFactory.class, "redisClient",
			Object.class);

	private static final PrivateField<Object> POOL = PrivateField.of(JedisConnectionFactory.class, "pool",
			Object.class);

	private static final PrivateField<CommandExecutor> EXECUTOR = PrivateField.of(UnifiedJedis.class, "executor",
			CommandExecutor.class);

	private static final PrivateField<ConnectionProvider> PROVIDER = PrivateField.of(UnifiedJedis.class, "provider",
			ConnectionProvider.class);

	private static final PrivateField<Connection.Builder> BUILDER = PrivateField.of(ConnectionFactory.class,
			"connectionBuilder", Connection.Builder.class);

	private static final PrivateField<PooledObjectFactory<?>> FACTORY = factoryOfPool();

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(JedisPostProcessor.class),
			"A Redis command could not be traced. It is not affected.");

	private final ObjectProvider<JedisTracingProperties> properties;

	private final ObjectProvider<Spans> spans;

	private final BeanTracing beans;

	JedisPostProcessor(ObjectProvider<JedisTracingProperties> properties, ObjectProvider<Spans> spans,
			ObjectProvider<TracingReport> report) {
		this.properties = properties;
		this.spans = spans;
		this.beans = new BeanTracing("Jedis", "The Redis commands", report);
	}

	@SuppressWarnings({ "rawtypes", "unchecked" })
	private static PrivateField<PooledObjectFactory<?>> factoryOfPool() {
		return (PrivateField) PrivateField.of(GenericObjectPool.class, "factory", PooledObjectFactory.class);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof UnifiedJedis || bean instanceof JedisConnectionFactory || bean instanceof Pool<?>) {
			this.beans.change(beanName, () -> trace(bean, beanName));
		}
		return bean;
	}

	private void trace(Object bean, String beanName) {
		if (!this.properties.getObject().enabled()) {
			return;
		}
		if ((bean instanceof JedisConnectionFactory factory) ? traceFactory(factory) : traceClient(bean, null, 0)) {
			this.beans.traced(beanName);
		}
		else {
			this.beans.leftAlone(beanName, "its client has no executor and no pool that could be traced");
		}
	}

	private boolean traceFactory(JedisConnectionFactory factory) {
		Object client = CLIENT.get(factory);
		return traceClient((client != null) ? client : POOL.get(factory), factory.getHostName(), factory.getPort());
	}

	private boolean traceClient(@Nullable Object client, @Nullable String host, int port) {
		JedisTracer tracer = new JedisTracer(
				Instrumenter.of(this.spans.getObject(), "jedis", new JedisConvention(), failures),
				this.properties.getObject().withoutParent());
		if (client instanceof UnifiedJedis unified) {
			boolean executor = traceExecutor(unified, tracer, host, port);
			return PROVIDER.get(unified) instanceof PooledConnectionProvider provider
					&& traceConnections(provider.getPool(), tracer, executor) || executor;
		}
		return client instanceof Pool<?> pool && traceConnections(pool, tracer, false);
	}

	private static boolean traceExecutor(UnifiedJedis client, JedisTracer tracer, @Nullable String host, int port) {
		CommandExecutor present = EXECUTOR.get(client);
		if (present == null || !PrivateField.canSetFinal()) {
			return false;
		}
		if (!(present instanceof TracedCommandExecutor)) {
			EXECUTOR.set(client, new TracedCommandExecutor(present, tracer, host, port));
		}
		return true;
	}

	/**
	 * Traces the connections of a pool, because pipelines and transactions use them
	 * without the executor. Connections that the pool has already created are closed,
	 * because it would otherwise continue to hand them out.
	 */
	private static boolean traceConnections(Pool<?> pool, JedisTracer tracer, boolean executorIsTraced) {
		PooledObjectFactory<?> factory = pool.getFactory();
		if (factory instanceof TracedJedisFactory) {
			return true;
		}
		if (factory instanceof ConnectionFactory connections) {
			return traceConnections(pool, connections, tracer, executorIsTraced);
		}
		TracedJedisFactory traced = (factory instanceof JedisFactory own && own.getClass() == JedisFactory.class
				&& PrivateField.canSetFinal()) ? TracedJedisFactory.of(own, tracer) : null;
		if (traced != null) {
			FACTORY.set(pool, traced);
			pool.clear();
		}
		return traced != null;
	}

	private static boolean traceConnections(Pool<?> pool, ConnectionFactory factory, JedisTracer tracer,
			boolean executorIsTraced) {
		Connection.Builder present = BUILDER.get(factory);
		if (present != null && present.getClass() == Connection.Builder.class) {
			BUILDER.set(factory,
					new TracedConnection.Builder(tracer, executorIsTraced).socketFactory(present.getSocketFactory())
						.clientConfig(present.getClientConfig()));
			pool.clear();
			return true;
		}
		return present instanceof TracedConnection.Builder;
	}

}
