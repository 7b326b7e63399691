package io.github.tracingstarter.export;

import java.nio.file.Path;
import java.util.Map;

import io.github.tracingstarter.testing.CollectorServer;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.TestCertificates;
import io.github.tracingstarter.testing.Waiting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Agents that send to a gateway which requires their certificate, both real Collectors
 * configured as in {@code docs/production}. Skipped where no Collector is installed.
 */
@Tag("slow")
class GatewayTlsTests {

	private static final String SENT = "otelcol_exporter_sent_spans";

	@TempDir
	private Path directory;

	@Test
	void onlyAnAgentWithItsCertificateReachesTheGateway() {
		CollectorServer.program("load_balancing", "tail_sampling", "span_metrics", "file_storage");
		TestCertificates certificates = TestCertificates.in(this.directory);
		try (OtlpReceiver backend = OtlpReceiver.start();
				CollectorServer gateway = CollectorServer.start(Map.of("BACKEND_ENDPOINT",
						"127.0.0.1:" + backend.port(), "PROMETHEUS_URL", backend.url(), "DECISION_WAIT", "1s",
						"SAMPLING_PERCENTAGE", "100", "TLS_DIRECTORY", certificates.secret("server").toString()),
						"gateway.yaml", "tls-gateway.yaml");
				CollectorServer stranger = agent(gateway, certificates, "agent.yaml");
				CollectorServer agent = agent(gateway, certificates, "agent.yaml", "tls-gateway-client.yaml")) {
			trace(stranger);
			Waiting.await(() -> stranger.output().contains("Exporting failed. Will retry"),
					() -> "a failure of " + stranger.output());
			trace(agent);
			Waiting.await(() -> backend.count() == 2, () -> "two spans, but there are %d: %s%s"
				.formatted(backend.count(), agent.output(), gateway.output()));
			agent.awaitMetric(2, SENT);
			assertThat(stranger.metric(SENT)).isZero();
			assertThat(stranger.output()).doesNotContain("Dropping");
		}
	}

	private static CollectorServer agent(CollectorServer gateway, TestCertificates certificates,
			String... configurations) {
		return CollectorServer.start(Map.of("GATEWAY_HOST", "localhost", "GATEWAY_PORT",
				String.valueOf(gateway.grpcPort()), "TLS_DIRECTORY", certificates.secret("client").toString()),
				configurations);
	}

	private static void trace(CollectorServer agent) {
		try (ConfigurableApplicationContext application = TestApplication
			.run("tracing.otlp.endpoint=http://localhost:" + agent.grpcPort())) {
			TestApplication.trace(application);
		}
	}

}
