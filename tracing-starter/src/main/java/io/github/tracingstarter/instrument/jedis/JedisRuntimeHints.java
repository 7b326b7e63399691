package io.github.tracingstarter.instrument.jedis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

/**
 * Runtime hints for {@link JedisPostProcessor} in a native image.
 */
class JedisRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection().registerType(UnifiedJedis.class, MemberCategory.ACCESS_DECLARED_FIELDS);
		hints.reflection().registerType(JedisConnectionFactory.class, MemberCategory.ACCESS_DECLARED_FIELDS);
	}

}
