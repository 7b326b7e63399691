package io.github.tracingstarter.instrument.redis;

import java.util.Map;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.jedis.JedisTracingAutoConfiguration;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.RedisServer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The spans of Redis commands of Jedis.
 */
class JedisTests {

	private final RedisServer server = new RedisServer();

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, JedisTracingAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.client-type=jedis", "spring.data.redis.host=127.0.0.1",
				"spring.data.redis.port=" + this.server.port());

	@BeforeAll
	static void assumeUnifiedClient() {
		assumeTrue(SpringBootVersion.getVersion().startsWith("4.1."), "Spring Data uses no UnifiedJedis before 4.1");
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void commandBelongsToTheSpanAroundIt() {
		this.runner.run((context) -> {
			assertThat(context.getBean(RedisConnectionFactory.class)).isExactlyInstanceOf(JedisConnectionFactory.class);
			within(context, () -> get(context));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT GET\n");
			assertThat(RecordedSpans.attributes(spans.named("GET"))).containsOnly(Map.entry("db.system.name", "redis"),
					Map.entry("db.operation.name", "GET"), Map.entry("server.address", "127.0.0.1"),
					Map.entry("server.port", (long) this.server.port()));
		});
	}

	@Test
	void commandThatTheServerRefusesHasFailed() {
		this.runner.run((context) -> {
			within(context, () -> assertThatException()
				.isThrownBy(() -> context.getBean(StringRedisTemplate.class).opsForValue().increment("list")));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT INCR !\n");
			assertThat(RecordedSpans.attributes(spans.named("INCR"))).containsEntry("error.type", "WRONGTYPE")
				.containsEntry("db.response.status_code", "WRONGTYPE");
			assertThat(spans.all().toString()).doesNotContain("secret");
		});
	}

	@Test
	void clientThatIsABeanIsTraced() {
		this.runner.withUserConfiguration(OwnClient.class).run((context) -> {
			within(context, () -> assertThat(context.getBean(UnifiedJedis.class).get("key")).isNull());
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT GET\n");
		});
	}

	@Test
	void commandOutsideATraceMakesNoSpan() {
		this.runner.run((context) -> {
			get(context);
			within(context, () -> {
			});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n");
		});
	}

	@Test
	void commandOutsideATraceBeginsOneWhereItIsWanted() {
		this.runner.withPropertyValues("tracing.jedis.without-parent=true").run((context) -> {
			get(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("CLIENT GET\n");
		});
	}

	@Test
	void noCommandHasASpanWhereThatIsOff() {
		this.runner.withPropertyValues("tracing.jedis.enabled=false").run((context) -> {
			within(context, () -> get(context));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n");
		});
	}

	@Test
	void applicationWithoutJedis() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(JedisTracingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("redis.clients"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("jedisTracingPostProcessor"));
	}

	private static void get(ApplicationContext context) {
		assertThat(context.getBean(StringRedisTemplate.class).opsForValue().get("key")).isNull();
	}

	private static void within(ApplicationContext context, Runnable task) {
		Span span = context.getBean(Spans.class).span("request", SpanKind.INTERNAL, Context.root()).startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertThat(scope).isNotNull();
			task.run();
		}
		finally {
			span.end();
		}
	}

	/**
	 * A class of its own, as older versions of Jedis have no such client.
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
