package io.github.tracingstarter.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.testing.CollectorServer;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.TestCertificates;
import io.github.tracingstarter.testing.Waiting;
import org.junit.jupiter.api.AfterEach;
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

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (int i = this.open.size() - 1; i >= 0; i--) {
			this.open.get(i).close();
		}
	}

	@Test
	void onlyAnAgentWithItsCertificateReachesTheGateway() {
		CollectorServer.program("load_balancing", "tail_sampling", "span_metrics", "file_storage");
		TestCertificates certificates = TestCertificates.in(this.directory);
		OtlpReceiver backend = opened(OtlpReceiver.start());
		CollectorServer gateway = opened(CollectorServer.start(Map.of("BACKEND_ENDPOINT", "127.0.0.1:" + backend.port(),
				"PROMETHEUS_URL", backend.url(), "DECISION_WAIT", "1s", "SAMPLING_PERCENTAGE", "100", "TLS_DIRECTORY",
				certificates.secret("server").toString()), "gateway.yaml", "tls-gateway.yaml"));
		String secret = certificates.secret("client").toString();
		CollectorServer stranger = agent(gateway, secret, "agent.yaml");
		trace(stranger);
		Waiting.await(() -> stranger.output().contains("Exporting failed. Will retry"),
				() -> "a failure of " + stranger.output());
		CollectorServer agent = agent(gateway, secret, "agent.yaml", "tls-gateway-client.yaml");
		trace(agent);
		Waiting.await(() -> backend.count() == 2,
				() -> "two spans, but there are %d: %s%s".formatted(backend.count(), agent.output(), gateway.output()));
		agent.awaitMetric(2, SENT);
		assertThat(stranger.metric(SENT)).isZero();
		assertThat(stranger.output()).doesNotContain("Dropping");
	}

	private CollectorServer agent(CollectorServer gateway, String secret, String... configurations) {
		return opened(CollectorServer.start(Map.of("GATEWAY_HOST", "localhost", "GATEWAY_PORT",
				String.valueOf(gateway.grpcPort()), "TLS_DIRECTORY", secret), configurations));
	}

	private static void trace(CollectorServer agent) {
		try (ConfigurableApplicationContext application = TestApplication
			.run("tracing.otlp.endpoint=http://localhost:" + agent.grpcPort())) {
			TestApplication.trace(application);
		}
	}

	private <T extends AutoCloseable> T opened(T resource) {
		this.open.add(resource);
		return resource;
	}

}
