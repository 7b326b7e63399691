package io.github.tracingstarter.export;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.TestCertificates;
import io.github.tracingstarter.testing.Waiting;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of TLS and mutual TLS with a bundle of Spring Boot.
 */
@ExtendWith(OutputCaptureExtension.class)
class OtlpTlsTests {

	@TempDir
	private static Path directory;

	private static TestCertificates certificates;

	@BeforeAll
	static void makeCertificates() {
		certificates = TestCertificates.in(directory);
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void tls(String protocol) {
		try (OtlpReceiver receiver = OtlpReceiver.start(certificates.serverTls(false));
				ConfigurableApplicationContext application = run(receiver, protocol, "tracing.otlp.ssl.bundle=otlp",
						"spring.ssl.bundle.jks.otlp.truststore.location=" + certificates.store("client-trust"),
						"spring.ssl.bundle.jks.otlp.truststore.password=" + TestCertificates.PASSWORD)) {
			TestApplication.trace(application);
			assertThat(receiver.await(2)).hasSize(2);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void mutualTls(String protocol) {
		try (OtlpReceiver receiver = OtlpReceiver.start(certificates.serverTls(true));
				ConfigurableApplicationContext application = run(receiver, protocol, "tracing.otlp.ssl.bundle=otlp",
						"spring.ssl.bundle.jks.otlp.truststore.location=" + certificates.store("client-trust"),
						"spring.ssl.bundle.jks.otlp.truststore.password=" + TestCertificates.PASSWORD,
						"spring.ssl.bundle.jks.otlp.keystore.location=" + certificates.store("client"),
						"spring.ssl.bundle.jks.otlp.keystore.password=" + TestCertificates.PASSWORD)) {
			TestApplication.trace(application);
			assertThat(receiver.await(2)).hasSize(2);
		}
	}

	@ParameterizedTest
	@CsvSource({ "grpc, io.github.tracingstarter.export.OtlpTlsTests$Nothing",
			"http, io.github.tracingstarter.export.OtlpTlsTests$Nothing",
			"grpc, io.github.tracingstarter.testing.CustomizedExporters",
			"http, io.github.tracingstarter.testing.CustomizedExporters" })
	void certificatesThatAreReplacedCount(String protocol, Class<?> configuration, CapturedOutput output)
			throws Exception {
		Path trusted = directory.resolve("trusted-%s.pem".formatted(protocol + configuration.getSimpleName()));
		Files.copy(certificates.pem("client"), trusted);
		try (OtlpReceiver receiver = OtlpReceiver.start(certificates.serverTls(false));
				ConfigurableApplicationContext application = TestApplication.run(configuration,
						"tracing.otlp.endpoint=" + receiver.url(), "tracing.otlp.protocol=" + protocol,
						"tracing.otlp.ssl.bundle=otlp", "spring.ssl.bundle.pem.otlp.reload-on-update=true",
						"spring.ssl.bundle.pem.otlp.truststore.certificate=file:" + trusted,
						"spring.ssl.bundle.watch.file.quiet-period=100ms")) {
			TestApplication.trace(application);
			Waiting.awaitText(output, "does not accept spans");
			assertThat(output).doesNotContain("\tat ");
			assertThat(receiver.count()).isZero();
			Files.copy(certificates.pem("server"), trusted, StandardCopyOption.REPLACE_EXISTING);
			assertThat(receiver.await(2)).hasSize(2);
		}
	}

	@Test
	void aServerThatIsNotTrustedGetsNothing(CapturedOutput output) {
		try (OtlpReceiver receiver = OtlpReceiver.start(certificates.serverTls(false));
				ConfigurableApplicationContext application = run(receiver, "grpc")) {
			TestApplication.trace(application);
			Waiting.awaitText(output, "does not accept spans");
			assertThat(output).contains("certification path");
			assertThat(receiver.count()).isZero();
		}
	}

	private static ConfigurableApplicationContext run(OtlpReceiver receiver, String protocol, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("tracing.otlp.endpoint=" + receiver.url());
		all.add("tracing.otlp.protocol=" + protocol);
		return TestApplication.run(all.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
