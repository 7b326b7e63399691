package io.github.tracingstarter.instrument.redis;

import java.util.Map;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.observation.LettuceObservationAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The spans of Redis commands, which are created from Boot's observation.
 */
class RedisTests {

	private final RedisServer server = new RedisServer();

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class,
				LettuceObservationAutoConfiguration.class, RedisTracingAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=" + this.server.port());

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void commandBelongsToTheSpanAroundIt() {
		this.runner.run((context) -> {
			within(context.getBean(Tracer.class), () -> get(context.getBean(StringRedisTemplate.class)));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT GET\n");
			Map<String, Object> attributes = RecordedSpans.attributes(spans.named("GET"));
			// Lettuce 6.8 provides the database.
			assertThat(attributes.remove("db.namespace")).isIn(null, "0");
			assertThat(attributes).containsOnly(Map.entry("db.system.name", "redis"),
					Map.entry("db.operation.name", "GET"), Map.entry("server.address", "localhost"),
					Map.entry("server.port", (long) this.server.port()));
			assertThat(this.server.commands()).contains("HELLO");
		});
	}

	@Test
	void commandBelongsToTheInnermostSpanThoughAnObservationIsAroundThat() {
		this.runner.run((context) -> {
			Observation.createNotStarted("job", context.getBean(ObservationRegistry.class))
				.observe(() -> within(context.getBean(Tracer.class),
						() -> get(context.getBean(StringRedisTemplate.class))));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("INTERNAL job\n  INTERNAL request\n    CLIENT GET\n");
		});
	}

	@Test
	void keyOfTheApplicationIsOnTheSpan() {
		this.runner.withPropertyValues("management.observations.key-values.region=eu").run((context) -> {
			within(context.getBean(Tracer.class), () -> get(context.getBean(StringRedisTemplate.class)));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(RecordedSpans.attributes(spans.named("GET"))).containsEntry("region", "eu");
		});
	}

	@Test
	void noCommandHasASpanWhereThatIsOff() {
		this.runner.withPropertyValues("tracing.redis.enabled=false").run((context) -> {
			within(context.getBean(Tracer.class), () -> get(context.getBean(StringRedisTemplate.class)));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n");
		});
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		this.runner.run((context) -> LiveSwitch.offAndOn(context, "tracing.redis.enabled",
				(isOn) -> get(context.getBean(StringRedisTemplate.class)), "INTERNAL request\n  CLIENT GET\n",
				"INTERNAL request\n"));
	}

	@Test
	void commandOutsideATraceMakesNoSpanAndKeepsItsMetrics() {
		this.runner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
			.run((context) -> {
				// Like the health check.
				context.getBean(RedisConnectionFactory.class).getConnection().serverCommands().info();
				within(context.getBean(Tracer.class), () -> get(context.getBean(StringRedisTemplate.class)));
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(2);
				assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT GET\n");
				assertThat(
						context.getBean(MeterRegistry.class).get("lettuce").tag("db.operation", "INFO").timer().count())
					.isEqualTo(1);
			});
	}

	@Test
	void commandOutsideATraceBeginsOneWhereItIsWanted() {
		this.runner.withPropertyValues("tracing.redis.without-parent=true").run((context) -> {
			get(context.getBean(StringRedisTemplate.class));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).contains("CLIENT GET\n");
		});
	}

	@Test
	void commandOfARequestThatIsNotRecordedIsNotRecorded() {
		this.runner.run((context) -> {
			SpanContext dropped = SpanContext.createFromRemoteParent("0af7651916cd43dd8448eb211c80319c",
					"b7ad6b7169203331", TraceFlags.getDefault(), TraceState.getDefault());
			try (Scope scope = io.opentelemetry.api.trace.Span.wrap(dropped).makeCurrent()) {
				assertThat(scope).isNotNull();
				get(context.getBean(StringRedisTemplate.class));
			}
			within(context.getBean(Tracer.class), () -> {
			});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n");
		});
	}

	@Test
	void commandThatTheServerRefusesHasFailed() {
		this.runner.run((context) -> {
			StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
			within(context.getBean(Tracer.class), () -> assertThatExceptionOfType(RedisSystemException.class)
				.isThrownBy(() -> redis.opsForValue().increment("list")));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT INCR !\n");
			SpanData span = spans.named("INCR");
			assertThat(RecordedSpans.attributes(span)).containsEntry("error.type", "WRONGTYPE")
				.containsEntry("db.response.status_code", "WRONGTYPE")
				.doesNotContainKey("lettuce.command.error");
			assertThat(span.toString()).doesNotContain("secret");
		});
	}

	@Test
	void whatTheServerSaysIsOnNoSpanThatTheExceptionPassesThrough() {
		this.runner.run((context) -> {
			StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
			Observation.createNotStarted("job", context.getBean(ObservationRegistry.class))
				.observe(() -> assertThatExceptionOfType(RedisSystemException.class)
					.isThrownBy(() -> redis.opsForValue().increment("list"))
					.satisfies((refused) -> Spans.fail(io.opentelemetry.api.trace.Span.current(), refused)));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.named("job").getEvents()).hasSize(1);
			assertThat(spans.all().toString()).doesNotContain("secret");
		});
	}

	@Test
	void nothingIsChangedWhereBootsObservationIsOff() {
		ObservedApplication.runner()
			.withConfiguration(
					AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisTracingAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("tracingLettuceObservation"));
	}

	@Test
	void applicationWithoutRedis() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(RedisTracingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.lettuce", "org.springframework.boot.data.redis"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("tracingLettuceObservation"));
	}

	private static void get(StringRedisTemplate redis) {
		assertThat(redis.opsForValue().get("key")).isNull();
	}

	private static void within(Tracer tracer, Runnable task) {
		Span span = tracer.nextSpan().name("request").start();
		// Without an observation, like the span of a request.
		try (Scope scope = OtelSpan.toOtel(span).makeCurrent()) {
			assertThat(scope).isNotNull();
			task.run();
		}
		finally {
			span.end();
		}
	}

}
