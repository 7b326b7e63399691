package io.github.tracingstarter.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.report.DestinationStatus;
import io.github.tracingstarter.testing.CollectorServer;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.TestCertificates;
import io.github.tracingstarter.testing.Waiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that sends to a real Collector, which requires its certificate and a
 * token. Both are configured as in {@code docs/production.md}. Skipped where no Collector
 * is installed.
 */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class CollectorTlsTests {

	private static final String TOKEN = "s3cret-of-the-fleet";

	@TempDir
	private static Path directory;

	private static TestCertificates certificates;

	private static OtlpReceiver gateway;

	private static CollectorServer agent;

	@BeforeAll
	static void start() {
		CollectorServer.program("load_balancing", "file_storage", "bearertokenauth");
		certificates = TestCertificates.in(directory);
		gateway = OtlpReceiver.start();
		agent = CollectorServer.start(
				Map.of("GATEWAY_HOST", "127.0.0.1", "GATEWAY_PORT", String.valueOf(gateway.port()), "COLLECTOR_TOKEN",
						TOKEN, "TLS_DIRECTORY", certificates.secret("server").toString()),
				"agent.yaml", "tls.yaml");
	}

	@AfterAll
	static void stop() {
		if (agent != null) {
			agent.close();
			gateway.close();
		}
	}

	@BeforeEach
	void clear() {
		gateway.clear();
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void withTheCertificateAndTheTokenSpansArrive(String protocol, CapturedOutput output) {
		try (ConfigurableApplicationContext application = run(protocol, TOKEN, true)) {
			TestApplication.trace(application);
			assertThat(gateway.await(2)).hasSize(2);
		}
		assertThat(output).doesNotContain(TOKEN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void withAnotherTokenNoneArrive(String protocol, CapturedOutput output) {
		String another = "another-secret";
		try (ConfigurableApplicationContext application = run(protocol, another, true)) {
			awaitRefusal(application, output, "rejects spans");
		}
		assertThat(output).contains(protocol.equals("grpc") ? "UNAUTHENTICATED" : "401").doesNotContain(another);
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void withoutACertificateNoneArrive(String protocol, CapturedOutput output) {
		try (ConfigurableApplicationContext application = run(protocol, TOKEN, false)) {
			awaitRefusal(application, output, "does not accept spans");
		}
		assertThat(output).doesNotContain(TOKEN);
	}

	private static void awaitRefusal(ConfigurableApplicationContext application, CapturedOutput output,
			String message) {
		TestApplication.trace(application);
		Waiting.awaitText(output, message);
		assertThat(application.getBean(BatchingSpanProcessor.class).destinations()).singleElement()
			.extracting(DestinationStatus::sent)
			.isEqualTo(0L);
		assertThat(gateway.count()).isZero();
	}

	private static ConfigurableApplicationContext run(String protocol, String token, boolean certificate) {
		Path secret = certificates.secret("client");
		int port = protocol.equals("grpc") ? agent.grpcPort() : agent.httpPort();
		List<String> properties = new ArrayList<>(
				List.of("tracing.otlp.protocol=" + protocol, "tracing.otlp.endpoint=https://localhost:" + port,
						"tracing.otlp.headers.authorization=Bearer " + token, "tracing.otlp.ssl.bundle=collector",
						"spring.ssl.bundle.pem.collector.truststore.certificate=file:" + secret.resolve("ca.crt")));
		if (certificate) {
			properties.add("spring.ssl.bundle.pem.collector.keystore.certificate=file:" + secret.resolve("tls.crt"));
			properties.add("spring.ssl.bundle.pem.collector.keystore.private-key=file:" + secret.resolve("tls.key"));
		}
		return TestApplication.run(properties.toArray(String[]::new));
	}

}
