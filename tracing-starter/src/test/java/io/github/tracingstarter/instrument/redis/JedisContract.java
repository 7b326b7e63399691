package io.github.tracingstarter.instrument.redis;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.jedis.JedisTracingAutoConfiguration;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.RedisServer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.ValueOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The spans of commands that Spring Data sends with Jedis.
 */
abstract class JedisContract {

	final RedisServer server = new RedisServer();

	final ApplicationContextRunner runner;

	JedisContract(Class<?>... configuration) {
		this.runner = ObservedApplication.runner()
			.withConfiguration(
					AutoConfigurations.of(DataRedisAutoConfiguration.class, JedisTracingAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.client-type=jedis", "spring.data.redis.host=127.0.0.1",
					"spring.data.redis.database=1", "spring.data.redis.port=" + this.server.port())
			.withUserConfiguration(configuration);
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void commandBelongsToTheSpanAroundIt() {
		this.runner.run((context) -> {
			assertThat(context.getBean(RedisConnectionFactory.class)).isExactlyInstanceOf(JedisConnectionFactory.class);
			assertThat(trace(context, () -> get(context))).isEqualTo("INTERNAL request\n  CLIENT GET\n");
			assertThat(attributes(context, "GET")).containsOnly(Map.entry("db.system.name", "redis"),
					Map.entry("db.operation.name", "GET"), Map.entry("server.address", "127.0.0.1"),
					Map.entry("server.port", (long) this.server.port()));
		});
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		this.runner.run((context) -> LiveSwitch.offAndOn(context, "tracing.jedis.enabled", (isOn) -> get(context),
				"INTERNAL request\n  CLIENT GET\n", "INTERNAL request\n"));
	}

	@Test
	void commandThatTheServerRefusesHasFailed() {
		this.runner.run((context) -> {
			String trace = trace(context, () -> assertThatException()
				.isThrownBy(() -> context.getBean(StringRedisTemplate.class).opsForValue().increment("list")));
			assertThat(trace).isEqualTo("INTERNAL request\n  CLIENT INCR !\n");
			assertThat(attributes(context, "INCR")).containsEntry("error.type", "WRONGTYPE")
				.containsEntry("db.response.status_code", "WRONGTYPE");
			assertThat(context.getBean(RecordedSpans.class).all().toString()).doesNotContain("secret");
		});
	}

	@Test
	void commandThatIsNotAnsweredHasFailed() {
		this.runner.run((context) -> {
			get(context);
			this.server.close();
			assertThat(trace(context, () -> assertThatException().isThrownBy(() -> get(context))))
				.isEqualTo("INTERNAL request\n  CLIENT GET !\n");
		});
	}

	@Test
	void pipelineHasOneSpan() {
		this.runner.run((context) -> {
			String trace = trace(context, () -> assertThat(pipeline(context, (values) -> {
				values.set("key", "value");
				values.get("key");
			})).hasSize(2));
			assertThat(trace).isEqualTo("INTERNAL request\n  CLIENT PIPELINE\n");
			assertThat(attributes(context, "PIPELINE")).containsOnly(Map.entry("db.system.name", "redis"),
					Map.entry("db.operation.name", "PIPELINE"), Map.entry("db.operation.batch.size", 2L),
					Map.entry("server.address", "127.0.0.1"), Map.entry("server.port", (long) this.server.port()));
			assertThat(trace(context, () -> get(context))).isEqualTo("INTERNAL request\n  CLIENT GET\n");
		});
	}

	@Test
	void pipelineOfEqualCommandsIsNamedAfterThem() {
		this.runner.run((context) -> {
			String trace = trace(context, () -> pipeline(context, (values) -> {
				values.get("key");
				values.get("other");
			}));
			assertThat(trace).isEqualTo("INTERNAL request\n  CLIENT PIPELINE GET\n");
			assertThat(trace(context, () -> pipeline(context, (values) -> values.get("key"))))
				.isEqualTo("INTERNAL request\n  CLIENT GET\n");
			assertThat(trace(context, () -> pipeline(context, (values) -> {
			}))).isEqualTo("INTERNAL request\n");
		});
	}

	@Test
	void pipelineOfWhichACommandIsRefusedHasFailed() {
		this.runner.run((context) -> {
			String trace = trace(context, () -> assertThatException().isThrownBy(() -> pipeline(context, (values) -> {
				values.increment("list");
				values.get("key");
			})));
			assertThat(trace).isEqualTo("INTERNAL request\n  CLIENT PIPELINE !\n");
			assertThat(attributes(context, "PIPELINE")).containsEntry("error.type", "WRONGTYPE");
		});
	}

	@Test
	void transactionHasOneSpan() {
		this.runner.run((context) -> {
			String trace = trace(context, () -> assertThat(transaction(context, false, (values) -> {
				values.set("key", "value");
				values.get("key");
			})).hasSize(2));
			assertThat(trace).isEqualTo("INTERNAL request\n  CLIENT MULTI\n");
			assertThat(attributes(context, "MULTI")).containsEntry("db.operation.name", "MULTI")
				.containsEntry("db.operation.batch.size", 2L);
			assertThat(this.server.commands()).containsSequence("MULTI", "SET", "GET", "EXEC");
			assertThat(trace(context, () -> get(context))).isEqualTo("INTERNAL request\n  CLIENT GET\n");
		});
	}

	/**
	 * Spring Data may send another command when the transaction is done.
	 */
	@Test
	void transactionThatWatchesKeysHasASpanForThat() {
		this.runner.run((context) -> assertThat(
				trace(context, () -> transaction(context, true, (values) -> values.set("key", "value"))))
			.startsWith("INTERNAL request\n  CLIENT WATCH\n  CLIENT MULTI SET\n"));
	}

	@Test
	void transactionOfWhichACommandIsRefusedHasFailed() {
		this.runner.run((context) -> {
			String trace = trace(context,
					() -> assertThatException().isThrownBy(() -> transaction(context, false, (values) -> {
						values.increment("list");
						values.get("key");
					})));
			assertThat(trace).isEqualTo("INTERNAL request\n  CLIENT MULTI !\n");
			assertThat(attributes(context, "MULTI")).containsEntry("error.type", "WRONGTYPE");
		});
	}

	@Test
	void transactionThatIsDiscardedIsNotAFailure() {
		this.runner.run((context) -> assertThat(
				trace(context, () -> context.getBean(StringRedisTemplate.class).execute(new SessionCallback<Object>() {

					@Override
					public <K, V> Object execute(RedisOperations<K, V> operations) {
						operations.multi();
						strings(operations).set("key", "value");
						operations.discard();
						return true;
					}

				})))
			.isEqualTo("INTERNAL request\n  CLIENT MULTI SET\n"));
	}

	@Test
	void commandOutsideATraceMakesNoSpan() {
		this.runner.run((context) -> {
			get(context);
			pipeline(context, (values) -> values.get("key"));
			transaction(context, true, (values) -> values.get("key"));
			assertThat(trace(context, () -> {
			})).isEqualTo("INTERNAL request\n");
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
			assertThat(trace(context, () -> {
				get(context);
				pipeline(context, (values) -> values.get("key"));
			})).isEqualTo("INTERNAL request\n");
		});
	}

	static void get(ApplicationContext context) {
		assertThat(context.getBean(StringRedisTemplate.class).opsForValue().get("key")).isNull();
	}

	private static List<Object> pipeline(ApplicationContext context, Commands commands) {
		return context.getBean(StringRedisTemplate.class).executePipelined(new SessionCallback<Object>() {

			@Override
			public <K, V> Object execute(RedisOperations<K, V> operations) {
				commands.send(strings(operations));
				return null;
			}

		});
	}

	private static List<Object> transaction(ApplicationContext context, boolean watch, Commands commands) {
		return context.getBean(StringRedisTemplate.class).execute(new SessionCallback<List<Object>>() {

			@Override
			@SuppressWarnings("unchecked")
			public <K, V> List<Object> execute(RedisOperations<K, V> operations) throws DataAccessException {
				if (watch) {
					operations.watch((K) "key");
				}
				operations.multi();
				commands.send(strings(operations));
				return operations.exec();
			}

		});
	}

	@SuppressWarnings("unchecked")
	private static ValueOperations<String, String> strings(RedisOperations<?, ?> operations) {
		return ((RedisOperations<String, String>) operations).opsForValue();
	}

	/**
	 * Returns the tree of a task within a span.
	 * @param context the application @param task the task
	 * @return the tree
	 */
	static String trace(ApplicationContext context, Runnable task) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		spans.clear();
		Span span = context.getBean(Spans.class).span("request", SpanKind.INTERNAL, Context.root()).startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertThat(scope).isNotNull();
			task.run();
		}
		finally {
			span.end();
		}
		return spans.tree();
	}

	static Map<String, Object> attributes(ApplicationContext context, String span) {
		return RecordedSpans.attributes(context.getBean(RecordedSpans.class).named(span));
	}

	/**
	 * The commands of a pipeline or a transaction.
	 */
	interface Commands {

		void send(ValueOperations<String, String> values);

	}

}
