package io.github.tracingstarter.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.testing.OtlpReceiver;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpGrpcSpanExporterBuilderCustomizer;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpHttpSpanExporterBuilderCustomizer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of TLS and mutual TLS with a bundle of Spring Boot. The JDK's keytool makes the
 * certificates.
 */
@ExtendWith(OutputCaptureExtension.class)
class OtlpTlsTests {

	private static final String PASSWORD = "secret";

	@TempDir
	private static Path directory;

	@BeforeAll
	static void makeCertificates() throws Exception {
		for (String name : List.of("server", "client")) {
			keytool("-genkeypair", "-keystore", store(name), "-alias", name, "-dname", "CN=localhost", "-ext",
					"san=dns:localhost", "-keyalg", "EC", "-validity", "2");
			keytool("-exportcert", "-keystore", store(name), "-alias", name, "-file",
					directory.resolve(name + ".crt").toString());
			keytool("-exportcert", "-rfc", "-keystore", store(name), "-alias", name, "-file",
					directory.resolve(name + ".pem").toString());
		}
		keytool("-importcert", "-noprompt", "-keystore", store("client-trust"), "-alias", "server", "-file",
				directory.resolve("server.crt").toString());
		keytool("-importcert", "-noprompt", "-keystore", store("server-trust"), "-alias", "client", "-file",
				directory.resolve("client.crt").toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void tls(String protocol) {
		try (OtlpReceiver receiver = OtlpReceiver.start(serverTls(false));
				ConfigurableApplicationContext application = run(receiver, protocol, "tracing.otlp.ssl.bundle=otlp",
						"spring.ssl.bundle.jks.otlp.truststore.location=" + store("client-trust"),
						"spring.ssl.bundle.jks.otlp.truststore.password=" + PASSWORD)) {
			TestApplication.trace(application);
			assertThat(receiver.await(2)).hasSize(2);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void mutualTls(String protocol) {
		try (OtlpReceiver receiver = OtlpReceiver.start(serverTls(true));
				ConfigurableApplicationContext application = run(receiver, protocol, "tracing.otlp.ssl.bundle=otlp",
						"spring.ssl.bundle.jks.otlp.truststore.location=" + store("client-trust"),
						"spring.ssl.bundle.jks.otlp.truststore.password=" + PASSWORD,
						"spring.ssl.bundle.jks.otlp.keystore.location=" + store("client"),
						"spring.ssl.bundle.jks.otlp.keystore.password=" + PASSWORD)) {
			TestApplication.trace(application);
			assertThat(receiver.await(2)).hasSize(2);
		}
	}

	@ParameterizedTest
	@CsvSource({ "grpc, OtlpTlsTests$Nothing", "http, OtlpTlsTests$Nothing", "grpc, OtlpTlsTests$Customizing",
			"http, OtlpTlsTests$Customizing" })
	void certificatesThatAreReplacedCount(String protocol, String configuration, CapturedOutput output)
			throws Exception {
		Path trusted = directory.resolve("trusted-%s.pem".formatted(protocol + configuration.length()));
		Files.copy(directory.resolve("client.pem"), trusted);
		try (OtlpReceiver receiver = OtlpReceiver.start(serverTls(false));
				ConfigurableApplicationContext application = TestApplication.run(
						Class.forName(getClass().getPackageName() + "." + configuration),
						"tracing.otlp.endpoint=" + receiver.url(), "tracing.otlp.protocol=" + protocol,
						"tracing.otlp.ssl.bundle=otlp", "spring.ssl.bundle.pem.otlp.reload-on-update=true",
						"spring.ssl.bundle.pem.otlp.truststore.certificate=file:" + trusted,
						"spring.ssl.bundle.watch.file.quiet-period=100ms")) {
			TestApplication.trace(application);
			long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
			while (!output.getAll().contains("takes no spans") && System.nanoTime() < deadline) {
				Thread.sleep(20);
			}
			assertThat(output).contains("takes no spans").doesNotContain("\tat ");
			assertThat(receiver.count()).isZero();
			Files.copy(directory.resolve("server.pem"), trusted, StandardCopyOption.REPLACE_EXISTING);
			assertThat(receiver.await(2)).hasSize(2);
		}
	}

	@Test
	void aServerThatIsNotTrustedGetsNothing(CapturedOutput output) throws InterruptedException {
		try (OtlpReceiver receiver = OtlpReceiver.start(serverTls(false));
				ConfigurableApplicationContext application = run(receiver, "grpc")) {
			TestApplication.trace(application);
			long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
			while (!output.getAll().contains("takes no spans") && System.nanoTime() < deadline) {
				Thread.sleep(20);
			}
			assertThat(output).contains("takes no spans").contains("certification path");
			assertThat(receiver.count()).isZero();
		}
	}

	private static ConfigurableApplicationContext run(OtlpReceiver receiver, String protocol, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("tracing.otlp.endpoint=" + receiver.url());
		all.add("tracing.otlp.protocol=" + protocol);
		return TestApplication.run(all.toArray(String[]::new));
	}

	private static SSLHostConfig serverTls(boolean mutual) {
		SSLHostConfig ssl = new SSLHostConfig();
		SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(ssl,
				SSLHostConfigCertificate.Type.UNDEFINED);
		certificate.setCertificateKeystoreFile(store("server"));
		certificate.setCertificateKeystorePassword(PASSWORD);
		ssl.addCertificate(certificate);
		if (mutual) {
			ssl.setCertificateVerification("required");
			ssl.setTruststoreFile(store("server-trust"));
			ssl.setTruststorePassword(PASSWORD);
		}
		return ssl;
	}

	private static String store(String name) {
		return directory.resolve(name + ".p12").toString();
	}

	private static void keytool(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
		command.addAll(List.of(arguments));
		command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String said = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(said).isZero();
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	/**
	 * Has OpenTelemetry's exporters do it.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Customizing {

		@Bean
		OtlpGrpcSpanExporterBuilderCustomizer grpc() {
			return (builder) -> builder.addHeader("x", "y");
		}

		@Bean
		OtlpHttpSpanExporterBuilderCustomizer http() {
			return (builder) -> builder.addHeader("x", "y");
		}

	}

}
