package io.github.tracingstarter.instrument.redis;

import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The spans of Redis commands of a pool of {@link Jedis}, which Spring Data uses before
 * 4.1, and later on request.
 */
@SuppressWarnings("deprecation")
class JedisPoolTests extends JedisContract {

	JedisPoolTests() {
		super(OfPool.class);
	}

	@Test
	void poolThatIsABeanIsTraced() {
		this.runner.withUserConfiguration(OwnPool.class).run((context) -> {
			JedisPool pool = context.getBean(JedisPool.class);
			String trace = trace(context, () -> {
				try (Jedis jedis = pool.getResource()) {
					assertThat(jedis.get("key")).isNull();
				}
			});
			// The pool tests a connection before it hands it out.
			assertThat(this.server.commands()).contains("PING");
			assertThat(trace).isEqualTo("INTERNAL request\n  CLIENT GET\n");
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class OfPool {

		@Bean
		static BeanPostProcessor pools() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String beanName) {
					if (bean instanceof JedisConnectionFactory factory
							&& !SpringBootVersion.getVersion().startsWith("4.0.")) {
						factory.setUseUnifiedJedis(false);
					}
					return bean;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPool {

		@Bean
		JedisPool pool(Environment environment) {
			GenericObjectPoolConfig<Jedis> config = new GenericObjectPoolConfig<>();
			config.setTestOnBorrow(true);
			return new JedisPool(config, "127.0.0.1",
					environment.getRequiredProperty("spring.data.redis.port", int.class));
		}

	}

}
