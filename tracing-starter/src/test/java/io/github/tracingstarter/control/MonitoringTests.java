package io.github.tracingstarter.control;

import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.report.SpanCount;
import io.github.tracingstarter.report.StartedSpans;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Waiting;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the health and the meters.
 */
class MonitoringTests {

	private static final String HEALTH = "/actuator/health";

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void aDeadCollectorIsSeenAndTheApplicationStaysUp(String type) {
		try (ConfigurableApplicationContext application = ControlApplication.run(type, "--tracing.exporters=otlp",
				"--tracing.otlp.endpoint=http://localhost:1", "--management.endpoint.health.show-details=always")) {
			ControlApplication.send(application, "GET", "/users", "");
			// The span ends when the response is complete, which the caller may see
			// earlier.
			Waiting.await(() -> {
				flush(application);
				return ControlApplication.send(application, "GET", HEALTH, "").body().contains("\"failing\"");
			}, () -> "a failing exporter");
			var response = ControlApplication.send(application, "GET", HEALTH, "");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).contains("\"tracing\":{\"details\":{\"exporters\":{")
				.contains("OTLP gRPC http://localhost:1")
				.contains("\"state\":\"failing\",\"failure\":\"")
				.contains("\"droppedBy\":{\"failed\":0,\"queue_full\":0,\"rejected\":0,\"stopped\":0}");
			assertThat(ControlApplication.json(response)).containsEntry("status", "UP");
			assertThat(component(response.body())).containsEntry("status", "UP");
		}
	}

	@Test
	void healthCanBeTurnedOff() {
		try (ConfigurableApplicationContext application = ControlApplication.run("servlet",
				"--management.health.tracing.enabled=false", "--management.endpoint.health.show-details=always")) {
			assertThat(ControlApplication.send(application, "GET", HEALTH, "").body()).doesNotContain("\"tracing\"");
		}
	}

	@Test
	void theSwitchOfTheHealthIsKnownToTools() throws Exception {
		List<String> metadata = new ArrayList<>();
		for (URL file : Collections
			.list(getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = file.openStream()) {
				metadata.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		assertThat(metadata).anyMatch((text) -> text.contains("\"management.health.tracing.enabled\""));
	}

	@Test
	void whatIsCountedAnywayHasMeters() throws Exception {
		try (OtlpReceiver collector = OtlpReceiver.start();
				ConfigurableApplicationContext application = new SpringApplicationBuilder(ControlApplication.class,
						Counting.class)
					.properties("server.port=0", "spring.main.web-application-type=servlet")
					.run("--tracing.exporters=otlp", "--tracing.otlp.endpoint=http://localhost:" + collector.port())) {
			MeterRegistry meters = application.getBean(MeterRegistry.class);
			assertThat(meters.get("tracing.spans.exported").functionCounter().count()).isZero();
			for (int i = 0; i < 3; i++) {
				ControlApplication.send(application, "GET", "/users", "");
			}
			FunctionCounter exported = meters.get("tracing.spans.exported").functionCounter();
			Waiting.await(() -> {
				flush(application);
				return exported.count() == 3;
			}, () -> "3 spans, and not %s".formatted(exported.count()));
			assertThat(exported.getId().getTag("exporter")).startsWith("OTLP gRPC http://localhost:");
			assertThat(meters.get("tracing.spans.dropped").tag("cause", "queue_full").functionCounter().count())
				.isZero();
			assertThat(meters.find("tracing.spans.dropped").functionCounters()).hasSize(4);
			assertThat(meters.get("tracing.export.failures").tag("signal", "traces").functionCounter().count())
				.isZero();
			assertThat(meters.get("tracing.export.duration").tag("signal", "traces").functionTimer().count())
				.isGreaterThanOrEqualTo(1);
			assertThat(meters.get("tracing.export.duration")
				.tag("signal", "traces")
				.functionTimer()
				.totalTime(TimeUnit.NANOSECONDS)).isPositive();
			Gauge bytes = meters.get("tracing.queue.bytes").tag("signal", "traces").gauge();
			assertThat(bytes.value()).isZero();
			assertThat(bytes.getId().getBaseUnit()).isEqualTo("bytes");
			assertThat(meters.get("tracing.queue.size").tag("signal", "traces").gauge().value()).isZero();
			assertThat(meters.get("tracing.test.counted").functionCounter().count()).isEqualTo(42);
		}
	}

	/**
	 * A collector accepts traces but not logs, and log records were created before that
	 * was known.
	 */
	@Test
	void logsAreSeenBesideTheSpans() throws Exception {
		try (OtlpReceiver collector = OtlpReceiver.start();
				ConfigurableApplicationContext application = ControlApplication.run("servlet",
						"--tracing.exporters=otlp", "--tracing.otlp.endpoint=" + collector.url(),
						"--management.endpoint.health.show-details=always",
						"--management.endpoints.web.exposure.include=health,tracing")) {
			Logger logger = LoggerFactory.getLogger("com.acme.Shop");
			logger.info("first");
			collector.awaitLog("first");
			MeterRegistry meters = application.getBean(MeterRegistry.class);
			FunctionCounter exported = meters.get("tracing.logs.exported").functionCounter();
			Waiting.await(() -> exported.count() >= 1, () -> "a line that was sent");
			assertThat(exported.getId().getBaseUnit()).isEqualTo("logs");
			assertThat(exported.getId().getTag("exporter")).isEqualTo("OTLP gRPC " + collector.url());
			assertThat(meters.get("tracing.spans.exported").functionCounter().count()).isZero();
			assertThat(meters.find("tracing.logs.dropped").functionCounters())
				.extracting((counter) -> counter.getId().getTag("cause"))
				.containsExactlyInAnyOrder("queue_full", "rejected", "failed", "stopped", "not_taken");
			assertThat(meters.get("tracing.queue.size").tag("signal", "logs").gauge().value()).isNotNegative();
			assertThat(meters.get("tracing.queue.bytes").tag("signal", "logs").gauge().value()).isNotNegative();
			assertThat(meters.get("tracing.export.duration").tag("signal", "logs").functionTimer().count())
				.isPositive();
			assertThat(meters.get("tracing.export.duration").tag("signal", "traces").functionTimer().count()).isZero();
			String health = ControlApplication.send(application, "GET", HEALTH, "").body();
			assertThat(health).contains(
					"\"OTLP gRPC %s\":{\"signal\":\"traces\",\"state\":\"idle\"".formatted(collector.url()),
					"\"OTLP gRPC %s (logs)\":{\"signal\":\"logs\",\"state\":\"ok\"".formatted(collector.url()));
			assertThat(ControlApplication.send(application, "GET", "/actuator/tracing", "").body())
				.contains("\"signal\":\"traces\"", "\"signal\":\"logs\"", "\"not_taken\":0");
			collector.behaveToLogs(OtlpReceiver.Behaviour.UNKNOWN_SERVICE);
			logger.info("second");
			FunctionCounter notTaken = meters.get("tracing.logs.dropped").tag("cause", "not_taken").functionCounter();
			Waiting.await(() -> notTaken.count() >= 1, () -> "a line that is not taken");
			double sent = exported.count();
			double dropped = notTaken.count();
			logger.info("third");
			assertThat(application.getBean(SdkLoggerProvider.class).forceFlush().join(15, TimeUnit.SECONDS).isDone())
				.isTrue();
			assertThat(exported.count()).isEqualTo(sent);
			assertThat(notTaken.count()).isEqualTo(dropped);
			assertThat(collector.logs()).noneMatch((line) -> line.getBody().getStringValue().equals("third"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void spansThatStartAndThoseOfThemThatAreRecorded(String type) {
		try (ConfigurableApplicationContext application = ControlApplication.run(type)) {
			MeterRegistry meters = application.getBean(MeterRegistry.class);
			for (String flags : List.of("01", "01", "00", "01", "00")) {
				ControlApplication.send(application, "GET", "/users", "", "traceparent",
						"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-" + flags);
			}
			assertThat(application.getBean(RecordedSpans.class).await(3)).hasSize(3);
			assertThat(meters.get("tracing.spans.started").functionCounter().count()).isEqualTo(5);
			assertThat(meters.get("tracing.spans.sampled").functionCounter().count()).isEqualTo(3);
		}
	}

	@Test
	void nothingIsCountedWithoutARegistry() {
		try (ConfigurableApplicationContext application = ControlApplication.run("servlet",
				"--spring.autoconfigure.exclude=" + SimpleMetricsExportAutoConfiguration.class.getName() + ","
						+ CompositeMeterRegistryAutoConfiguration.class.getName(),
				"--management.otlp.metrics.export.enabled=false")) {
			assertThat(application.getBeansOfType(MeterRegistry.class)).isEmpty();
			assertThat(application.getBeansOfType(StartedSpans.class)).isEmpty();
			assertThat(application.getBeanProvider(SpanCount.class).stream()).extracting(SpanCount::name)
				.contains("tracing.traces.kept")
				.doesNotContain("tracing.spans.started", "tracing.spans.sampled");
		}
	}

	private static void flush(ConfigurableApplicationContext application) {
		application.getBean(SdkTracerProvider.class).forceFlush().join(15, TimeUnit.SECONDS);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> component(String body) {
		Map<String, Object> json = JsonParserFactory.getJsonParser().parseMap(body);
		return (Map<String, Object>) ((Map<String, Object>) json.get("components")).get("tracing");
	}

	@Configuration(proxyBeanMethods = false)
	static class Counting {

		@Bean
		SpanCount counted() {
			return new SpanCount("tracing.test.counted", "What a test counts.", () -> 42);
		}

	}

}
