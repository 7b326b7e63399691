package io.github.tracingstarter.instrument.redis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.tracingstarter.instrument.jedis.JedisTracingAutoConfiguration;
import io.github.tracingstarter.testing.ChildJvm;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RedisServer;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.UnifiedJedis;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The spans of Jedis 8, which creates and sets up connections in another way. The
 * application has a separate JVM. The build downloads the version.
 */
@Tag("slow")
@SuppressWarnings("deprecation")
class JedisVersionsTests {

	private static final Path NEWER = Path.of("target/compatibility/jedis-newer");

	@Test
	void clientAndPoolsOfANewerJedisAreTraced() throws Exception {
		assumeTrue(Files.isDirectory(NEWER), "the other version is fetched by the build");
		assumeFalse(SpringBootVersion.getVersion().startsWith("4.0."), "Spring Data has an older Jedis there");
		try (Stream<Path> jars = Files.list(NEWER)) {
			String output = new ChildJvm().firstOnClassPath(jars.toList()).run(Application.class);
			assertThat(output).contains("client: INTERNAL request\n  CLIENT GET\n  CLIENT PIPELINE GET\n",
					"any protocol: INTERNAL request\n  CLIENT GET\n\nsent by both: [CLIENT, CLIENT, GET]\n",
					"RESP3: INTERNAL request\n  CLIENT GET\n\nsent by both: [HELLO, CLIENT, CLIENT, GET]\n");
			assertThat(output).doesNotContain("could not be traced");
		}
	}

	/**
	 * Has a client and pools that are beans. A separate class, because older versions of
	 * Jedis have no such client.
	 */
	static class Application {

		@SuppressWarnings("resource")
		public static void main(String[] args) {
			try (RedisServer server = new RedisServer()) {
				HostAndPort address = new HostAndPort("127.0.0.1", server.port());
				JedisClientConfig any = DefaultJedisClientConfig.builder().build();
				JedisClientConfig resp3 = DefaultJedisClientConfig.builder().protocol(RedisProtocol.RESP3).build();
				GenericObjectPoolConfig<Jedis> pools = new GenericObjectPoolConfig<>();
				ObservedApplication.runner()
					.withConfiguration(AutoConfigurations.of(JedisTracingAutoConfiguration.class))
					.withBean("client", UnifiedJedis.class,
							() -> RedisClient.create(address.getHost(), address.getPort()))
					.withBean("any", JedisPool.class, () -> new JedisPool(pools, address, any))
					.withBean("resp3", JedisPool.class, () -> new JedisPool(pools, address, resp3))
					.run((context) -> {
						UnifiedJedis client = context.getBean(UnifiedJedis.class);
						System.out.println("client: " + JedisContract.trace(context, () -> {
							client.get("key");
							try (AbstractPipeline pipeline = client.pipelined()) {
								pipeline.get("key");
								pipeline.get("other");
							}
						}));
						System.out.println(
								"any protocol: " + get(context, server, "any", new JedisPool(pools, address, any)));
						System.out
							.println("RESP3: " + get(context, server, "resp3", new JedisPool(pools, address, resp3)));
					});
			}
		}

		/**
		 * Sends a command with a traced pool, and with an untraced one, which has to send
		 * the same.
		 */
		private static String get(ApplicationContext context, RedisServer server, String bean, JedisPool untraced) {
			server.commands().clear();
			String trace = JedisContract.trace(context, () -> get(context.getBean(bean, JedisPool.class)));
			List<String> commands = List.copyOf(server.commands());
			server.commands().clear();
			get(untraced);
			untraced.close();
			assertThat(commands).isEqualTo(server.commands());
			return trace + "\nsent by both: " + commands;
		}

		private static void get(JedisPool pool) {
			try (Jedis jedis = pool.getResource()) {
				jedis.get("key");
			}
		}

	}

}
