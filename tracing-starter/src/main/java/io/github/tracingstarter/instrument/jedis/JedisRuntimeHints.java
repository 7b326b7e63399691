package io.github.tracingstarter.instrument.jedis;

import java.util.List;

import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisFactory;
import redis.clients.jedis.UnifiedJedis;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

/**
 * Runtime hints for {@link JedisPostProcessor} in a native image.
 */
@SuppressWarnings("deprecation")
class JedisRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		for (Class<?> type : List.of(UnifiedJedis.class, JedisConnectionFactory.class, ConnectionFactory.class,
				GenericObjectPool.class, JedisFactory.class, Jedis.class)) {
			hints.reflection().registerType(type, MemberCategory.ACCESS_DECLARED_FIELDS);
		}
		TracedJedisFactory.registerHints(hints.reflection());
	}

}
