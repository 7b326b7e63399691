package io.github.tracingstarter.export;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.OtlpReceiver;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application is traced with other versions of the libraries that we bring,
 * as Maven takes the nearest ones, even those of tests. The application has a JVM of its
 * own. The build fetches the versions.
 */
@Tag("slow")
class LibraryVersionsTests {

	private static final Path VERSIONS = Path.of("target/compatibility");

	@ParameterizedTest
	@CsvSource({ "okhttp-older, grpc", "okhttp-older, http", "okhttp-newer, grpc", "zipkin-older, grpc",
			"micrometer-older, grpc", "micrometer-newer, grpc", "opentelemetry-older, grpc",
			"opentelemetry-newer, grpc" })
	void aRequestIsTraced(String versions, String protocol) throws Exception {
		Path directory = VERSIONS.resolve(versions);
		Assumptions.assumeTrue(Files.isDirectory(directory), "the other versions are fetched by the build");
		Assumptions.assumeTrue(SpringBootVersion.getVersion().startsWith("4.1."),
				"they are older and newer than in 4.1");
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			Process application = start(directory, receiver.url(), protocol);
			try {
				String output = new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
				assertThat(application.waitFor(60, TimeUnit.SECONDS)).isTrue();
				assertThat(receiver.spans()).as(output).extracting((span) -> span.getName()).contains("GET /ping");
				assertThat(output).contains("(answers)").doesNotContain("NoSuchMethodError", "refuses spans");
			}
			finally {
				application.destroyForcibly();
			}
		}
	}

	/**
	 * Starts {@link #main} with these versions before all others.
	 */
	private static Process start(Path directory, String endpoint, String protocol) throws IOException {
		String first;
		try (Stream<Path> jars = Files.list(directory)) {
			first = jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
		}
		return new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", first + File.pathSeparator + System.getProperty("java.class.path"),
				LibraryVersionsTests.class.getName(), endpoint, protocol))
			.redirectErrorStream(true)
			.start();
	}

	public static void main(String[] args) throws InterruptedException {
		try (ConfigurableApplicationContext application = TestApplication.runWeb(
				CollectorTroubleTests.PingConfiguration.class, "tracing.otlp.endpoint=" + args[0],
				"tracing.otlp.protocol=" + args[1])) {
			int port = ((WebServerApplicationContext) application).getWebServer().getPort();
			RestClient.create("http://localhost:" + port).get().uri("/ping").retrieve().toBodilessEntity();
			// Longer than the report takes.
			Thread.sleep(2000);
		}
	}

}
