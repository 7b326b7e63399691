package io.github.tracingstarter.export;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.OtlpReceiver.Behaviour;
import io.github.tracingstarter.testing.Waiting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what the application does, logs and sends when its collector is in trouble.
 */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class CollectorTroubleTests {

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void deadAndComingBack(String protocol, CapturedOutput output) {
		OtlpReceiver receiver = OtlpReceiver.start();
		receiver.close();
		try (ConfigurableApplicationContext application = run(receiver.url(), protocol)) {
			List<String> traces = List.of(TestApplication.trace(application), TestApplication.trace(application));
			Waiting.awaitText(output, "does not accept spans");
			assertAnswers(application);
			assertThat(warnings(output)).singleElement().asString().contains(receiver.url());
			receiver.restart();
			assertThat(receiver.await(4)).extracting((span) -> OtlpReceiver.hex(span.getTraceId().toByteArray()))
				.containsSubsequence(traces);
			Waiting.awaitText(output, "accepts spans again");
			assertThat(warnings(output)).hasSize(1);
		}
		finally {
			receiver.close();
		}
		assertThat(output).doesNotContain("\tat ").doesNotContain("io.opentelemetry.exporter");
	}

	@ParameterizedTest
	@CsvSource({ "grpc, UNAVAILABLE, gRPC UNAVAILABLE", "grpc, TOO_MANY, gRPC RESOURCE_EXHAUSTED",
			"grpc, BAD_GATEWAY, HTTP 502", "http, UNAVAILABLE, HTTP 503", "http, TOO_MANY, HTTP 429",
			"http, BAD_GATEWAY, HTTP 502" })
	void whatCanPassIsSentAgain(String protocol, Behaviour behaviour, String reason, CapturedOutput output) {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			receiver.behave(behaviour);
			try (ConfigurableApplicationContext application = run(receiver.url(), protocol)) {
				String traceId = TestApplication.trace(application);
				receiver.awaitRequests(2);
				assertAnswers(application);
				receiver.behave(Behaviour.OK);
				assertThat(receiver.await(2)).extracting((span) -> OtlpReceiver.hex(span.getTraceId().toByteArray()))
					.contains(traceId);
				assertThat(warnings(output)).singleElement().asString().contains(reason).contains("They are queued");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void whoRefusesAndTakesByTurnsIsNamedOnce(String protocol, CapturedOutput output) {
		try (OtlpReceiver receiver = OtlpReceiver.start();
				ConfigurableApplicationContext application = run(receiver.url(), protocol)) {
			for (int turn = 1; turn <= 3; turn++) {
				receiver.behave(Behaviour.TOO_MANY);
				int requests = receiver.requests().size();
				TestApplication.trace(application);
				receiver.awaitRequests(requests + 1);
				receiver.behave(Behaviour.OK);
				assertThat(receiver.await(2 * turn)).hasSize(2 * turn);
			}
			assertThat(warnings(output)).singleElement().asString().contains("does not accept spans");
			assertThat(output).doesNotContain("accepts spans again");
		}
	}

	@ParameterizedTest
	@CsvSource({ "grpc, BAD_REQUEST, gRPC INVALID_ARGUMENT", "grpc, UNAUTHENTICATED, gRPC UNAUTHENTICATED",
			"http, BAD_REQUEST, HTTP 400", "http, UNAUTHENTICATED, HTTP 401" })
	void whatCannotPassIsNotSentAgain(String protocol, Behaviour behaviour, String reason, CapturedOutput output) {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			receiver.behave(behaviour);
			try (ConfigurableApplicationContext application = run(receiver.url(), protocol)) {
				TestApplication.trace(application);
				receiver.awaitRequests(1);
				Waiting.awaitText(output, "rejects spans");
				receiver.behave(Behaviour.OK);
				String second = TestApplication.trace(application);
				assertThat(receiver.await(2)).extracting((span) -> OtlpReceiver.hex(span.getTraceId().toByteArray()))
					.containsExactly(second, second);
				assertAnswers(application);
				assertThat(receiver.requests()).hasSizeGreaterThanOrEqualTo(2);
				assertThat(warnings(output)).first().asString().contains(reason).contains("dropped");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void slow(String protocol, CapturedOutput output) {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			receiver.slow(Duration.ofMillis(1500));
			try (ConfigurableApplicationContext application = run(receiver.url(), protocol)) {
				TestApplication.trace(application);
				assertAnswers(application);
				TestApplication.trace(application);
				receiver.await(4);
				assertThat(receiver.count()).isGreaterThanOrEqualTo(4);
			}
			assertThat(warnings(output)).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void blackholedByTheCollector(String protocol, CapturedOutput output) {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			receiver.behave(Behaviour.BLACKHOLE);
			try (ConfigurableApplicationContext application = run(receiver.url(), protocol,
					"tracing.otlp.timeout=500ms")) {
				TestApplication.trace(application);
				Waiting.awaitText(output, "does not accept spans");
				assertAnswers(application);
				receiver.behave(Behaviour.OK);
				receiver.await(2);
				assertThat(receiver.count()).isGreaterThanOrEqualTo(2);
				assertThat(warnings(output)).hasSize(1);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void shutdownDoesNotWaitForABlackhole(String protocol, CapturedOutput output) throws IOException {
		try (ServerSocket blackhole = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			ConfigurableApplicationContext application = run("http://localhost:" + blackhole.getLocalPort(), protocol,
					"tracing.otlp.timeout=1h", "tracing.batch.shutdown-timeout=200ms");
			TestApplication.trace(application);
			application.close();
			Waiting.awaitText(output, "were dropped");
			// The log records have the same collector.
			assertThat(warnings(output)).filteredOn((line) -> !line.contains(" log records for OTLP"))
				.singleElement()
				.asString()
				.contains("2 spans for OTLP");
			Waiting.await(() -> TestApplication.exportThreads() == 0, () -> "no thread that exports");
		}
	}

	@Test
	void whatDidNotFitBeforeTheShutdownWasNotLostByIt(CapturedOutput output) throws IOException {
		try (ServerSocket blackhole = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			ConfigurableApplicationContext application = run("http://localhost:" + blackhole.getLocalPort(), "grpc",
					"tracing.otlp.timeout=1h", "tracing.batch.shutdown-timeout=200ms",
					"tracing.batch.max-queue-size=16", "tracing.batch.max-export-batch-size=4");
			for (int i = 0; i < 50; i++) {
				TestApplication.trace(application);
			}
			application.close();
			Waiting.awaitText(output, "were dropped");
			assertThat(warnings(output)).filteredOn((line) -> line.contains(" spans for "))
				.singleElement()
				.asString()
				.contains("100 spans for OTLP", ": it accepts them more slowly than they are produced",
						": the application stopped before they were sent");
		}
	}

	@Test
	void aDeadZipkinDoesNotDelayOtlp(CapturedOutput output) throws IOException {
		try (OtlpReceiver receiver = OtlpReceiver.start();
				ServerSocket blackhole = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				ConfigurableApplicationContext application = run(receiver.url(), "grpc",
						"tracing.exporters=zipkin,otlp", "tracing.zipkin.endpoint=http://localhost:%d/api/v2/spans"
							.formatted(blackhole.getLocalPort()))) {
			TestApplication.trace(application);
			receiver.await(2);
			TestApplication.trace(application);
			assertThat(receiver.await(4)).hasSizeGreaterThanOrEqualTo(4);
			assertThat(warnings(output)).isEmpty();
		}
	}

	private static void assertAnswers(ConfigurableApplicationContext application) {
		int port = ((WebServerApplicationContext) application).getWebServer().getPort();
		assertThat(RestClient.create("http://localhost:" + port).get().uri("/ping").retrieve().body(String.class))
			.isEqualTo("pong");
	}

	private static List<String> warnings(CapturedOutput output) {
		return output.getAll().lines().filter((line) -> line.contains(" WARN ") || line.contains(" ERROR ")).toList();
	}

	private static ConfigurableApplicationContext run(String endpoint, String protocol, String... properties) {
		String[] all = new String[properties.length + 2];
		all[0] = "tracing.otlp.endpoint=" + endpoint;
		all[1] = "tracing.otlp.protocol=" + protocol;
		System.arraycopy(properties, 0, all, 2, properties.length);
		return TestApplication.runWeb(PingConfiguration.class, all);
	}

	@Configuration(proxyBeanMethods = false)
	static class PingConfiguration {

		@Bean
		RouterFunction<ServerResponse> ping() {
			return RouterFunctions.route().GET("/ping", (request) -> ServerResponse.ok().body("pong")).build();
		}

	}

}
