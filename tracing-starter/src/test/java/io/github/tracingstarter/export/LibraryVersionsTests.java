package io.github.tracingstarter.export;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.ChildJvm;
import io.github.tracingstarter.testing.OtlpReceiver;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that an application is traced with other versions of our dependencies, because
 * Maven takes the nearest ones, even those of tests. The application has a separate JVM.
 * The build downloads the versions.
 */
@Tag("slow")
class LibraryVersionsTests {

	private static final Path VERSIONS = Path.of("target/compatibility");

	/**
	 * Independent libraries are tested together.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "okhttp-older, zipkin-older", "okhttp-newer, micrometer-newer", "micrometer-older",
			"opentelemetry-older", "opentelemetry-newer" })
	void aRequestIsTraced(String versions) throws Exception {
		List<Path> directories = Stream.of(versions.split(", ")).map(VERSIONS::resolve).toList();
		Assumptions.assumeTrue(directories.stream().allMatch(Files::isDirectory),
				"the other versions are fetched by the build");
		Assumptions.assumeTrue(SpringBootVersion.getVersion().startsWith("4.1."),
				"they are older and newer than in 4.1");
		ChildJvm jvm = new ChildJvm();
		for (Path directory : directories) {
			try (Stream<Path> jars = Files.list(directory)) {
				jvm.firstOnClassPath(jars.toList());
			}
		}
		try (OtlpReceiver grpc = OtlpReceiver.start(); OtlpReceiver http = OtlpReceiver.start()) {
			String output = jvm.run(LibraryVersionsTests.class, grpc.url(), "grpc", http.url(), "http");
			for (OtlpReceiver receiver : List.of(grpc, http)) {
				assertThat(receiver.spans()).as(output).extracting((span) -> span.getName()).contains("GET /ping");
			}
			assertThat(output.split("\\(answers\\)", -1)).as(output).hasSize(3);
			assertThat(output).doesNotContain("NoSuchMethodError", "rejects spans");
		}
	}

	/**
	 * Runs an application for each pair of endpoint and protocol.
	 */
	public static void main(String[] args) {
		PrintStream console = System.out;
		for (int i = 0; i < args.length; i += 2) {
			ByteArrayOutputStream output = new ByteArrayOutputStream();
			System.setOut(new PrintStream(output, true));
			try (ConfigurableApplicationContext application = TestApplication.runWeb(
					CollectorTroubleTests.PingConfiguration.class, "tracing.otlp.endpoint=" + args[i],
					"tracing.otlp.protocol=" + args[i + 1])) {
				int port = ((WebServerApplicationContext) application).getWebServer().getPort();
				RestClient.create("http://localhost:" + port).get().uri("/ping").retrieve().toBodilessEntity();
				await().until(() -> output.toString().contains("; spans go to "));
			}
			finally {
				console.print(output);
			}
		}
	}

}
