package io.github.tracingstarter.instrument.jedis;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;

import io.github.tracingstarter.instrument.PrivateField;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.PooledObjectFactory;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandObjects;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisFactory;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.RedisProtocol;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.BeanUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Creates the clients of a pool of {@link Jedis}, each with a traced connection. Commands
 * that the pool itself sends have no spans.
 */
@SuppressWarnings("deprecation")
final class TracedJedisFactory implements PooledObjectFactory<Jedis> {

	private static final PrivateField<JedisSocketFactory> SOCKETS = PrivateField.of(JedisFactory.class,
			"jedisSocketFactory", JedisSocketFactory.class);

	private static final PrivateField<JedisClientConfig> CONFIG = PrivateField.of(JedisFactory.class, "clientConfig",
			JedisClientConfig.class);

	private static final PrivateField<CommandObjects> COMMANDS = PrivateField.of(Jedis.class, "commandObjects",
			CommandObjects.class);

	/**
	 * Turns off features that {@link Jedis} does not support; exists since Jedis 8.
	 */
	private static final @Nullable Method SANITIZE = ReflectionUtils.findMethod(Jedis.class, "sanitize",
			JedisClientConfig.class);

	/**
	 * The only way to choose a protocol since Jedis 8.
	 */
	private static final @Nullable Constructor<CommandObjects> COMMANDS_OF_PROTOCOL = ClassUtils
		.getConstructorIfAvailable(CommandObjects.class, RedisProtocol.class);

	private final JedisFactory factory;

	private final JedisSocketFactory sockets;

	private final JedisClientConfig config;

	private final JedisTracer tracer;

	private TracedJedisFactory(JedisFactory factory, JedisSocketFactory sockets, JedisClientConfig config,
			JedisTracer tracer) {
		this.factory = factory;
		this.sockets = sockets;
		this.config = sanitize(config);
		this.tracer = tracer;
	}

	/**
	 * Creates a traced factory.
	 * @param factory the factory of Jedis
	 * @param tracer creates the spans
	 * @return the traced factory, or null if this version of Jedis has a different
	 * factory
	 */
	static @Nullable TracedJedisFactory of(JedisFactory factory, JedisTracer tracer) {
		JedisSocketFactory sockets = SOCKETS.get(factory);
		JedisClientConfig config = CONFIG.get(factory);
		return (sockets != null && config != null && COMMANDS.isPresent())
				? new TracedJedisFactory(factory, sockets, config, tracer) : null;
	}

	/**
	 * Registers the members that are found by reflection.
	 * @param hints the hints of a native image
	 */
	static void registerHints(ReflectionHints hints) {
		if (SANITIZE != null) {
			hints.registerMethod(SANITIZE, ExecutableMode.INVOKE);
		}
		if (COMMANDS_OF_PROTOCOL != null) {
			hints.registerConstructor(COMMANDS_OF_PROTOCOL, ExecutableMode.INVOKE);
		}
	}

	/**
	 * Does the same as {@link Jedis} with its own connection.
	 */
	@Override
	public PooledObject<Jedis> makeObject() {
		Jedis jedis = new Jedis(new TracedConnection.Builder(this.tracer, false).socketFactory(this.sockets)
			.clientConfig(this.config)
			.build());
		RedisProtocol protocol = this.config.getRedisProtocol();
		if (protocol != null) {
			setProtocol(jedis, protocol);
		}
		return new DefaultPooledObject<>(jedis);
	}

	private static void setProtocol(Jedis jedis, RedisProtocol protocol) {
		CommandObjects commands = COMMANDS.get(jedis);
		if (COMMANDS_OF_PROTOCOL != null) {
			COMMANDS.set(jedis, BeanUtils.instantiateClass(COMMANDS_OF_PROTOCOL, protocol));
		}
		else if (commands != null) {
			commands.setProtocol(protocol);
		}
	}

	private static JedisClientConfig sanitize(JedisClientConfig config) {
		if (SANITIZE == null) {
			return config;
		}
		ReflectionUtils.makeAccessible(SANITIZE);
		JedisClientConfig sanitized = (JedisClientConfig) ReflectionUtils.invokeMethod(SANITIZE, null, config);
		return (sanitized != null) ? sanitized : config;
	}

	@Override
	public void activateObject(PooledObject<Jedis> pooled) throws Exception {
		quietly(pooled, () -> {
			this.factory.activateObject(pooled);
			return true;
		});
	}

	@Override
	public boolean validateObject(PooledObject<Jedis> pooled) {
		return quietly(pooled, () -> this.factory.validateObject(pooled));
	}

	@Override
	public void passivateObject(PooledObject<Jedis> pooled) throws Exception {
		this.factory.passivateObject(pooled);
	}

	@Override
	public void destroyObject(PooledObject<Jedis> pooled) throws Exception {
		this.factory.destroyObject(pooled);
	}

	private static <E extends Exception> boolean quietly(PooledObject<Jedis> pooled,
			TracedConnection.Action<Boolean, E> action) throws E {
		return (pooled.getObject().getConnection() instanceof TracedConnection connection) ? connection.quietly(action)
				: action.perform();
	}

}
