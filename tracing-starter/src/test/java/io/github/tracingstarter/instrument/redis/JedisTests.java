package io.github.tracingstarter.instrument.redis;

import io.github.tracingstarter.instrument.jedis.JedisTracingAutoConfiguration;
import io.github.tracingstarter.testing.ObservedApplication;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * The spans of Redis commands of a {@code UnifiedJedis}.
 */
class JedisTests extends JedisContract {

	@BeforeAll
	static void assumeUnifiedClient() {
		assumeFalse(SpringBootVersion.getVersion().startsWith("4.0."), "Spring Data uses no UnifiedJedis before 4.1");
	}

	@Test
	void clientThatIsABeanIsTraced() {
		this.runner.withUserConfiguration(OwnClient.class).run((context) -> {
			UnifiedJedis client = context.getBean(UnifiedJedis.class);
			assertThat(trace(context, () -> {
				assertThat(client.get("key")).isNull();
				try (AbstractPipeline pipeline = client.pipelined()) {
					pipeline.get("key");
					pipeline.get("other");
				}
				try (AbstractTransaction transaction = client.multi()) {
					transaction.set("key", "value");
					assertThat(transaction.exec()).hasSize(1);
				}
			})).isEqualTo("INTERNAL request\n  CLIENT GET\n  CLIENT PIPELINE GET\n  CLIENT MULTI SET\n");
			assertThat(attributes(context, "PIPELINE GET")).containsEntry("server.port", (long) this.server.port());
		});
	}

	@Test
	void applicationWithoutJedis() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(JedisTracingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("redis.clients"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("jedisTracingPostProcessor"));
	}

	/**
	 * A separate class, because older versions of Jedis have no such client.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		UnifiedJedis client(Environment environment) {
			return RedisClient.create("127.0.0.1",
					environment.getRequiredProperty("spring.data.redis.port", int.class));
		}

	}

}
