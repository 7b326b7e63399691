package io.github.tracingstarter.agent;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The untraced application of the comparison, which is built without the starter and the
 * agent: Spring Data JPA, and a client on Apache HttpClient. Only the profile
 * {@code comparison} builds it.
 */
class UnmodifiedApplicationTests extends PackagedShop {

	private static final Path ARCHIVE = Path
		.of(System.getProperty("test.unmodified",
				"../comparison/servlet/untraced/target/comparison-servlet-untraced.jar"))
		.toAbsolutePath()
		.normalize();

	@BeforeEach
	void built() {
		if ("required".equals(System.getenv("UNMODIFIED_APPLICATION"))) {
			assertThat(ARCHIVE).exists();
		}
		assumeThat(ARCHIVE).as("built by: ./mvnw -Pcomparison -DskipTests package").exists();
	}

	@Test
	void hasTheWholeTreeOfARequest() throws Exception {
		byte[] weather = "{\"summary\":\"fair\",\"degrees\":18}".getBytes(StandardCharsets.UTF_8);
		HttpServer upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		upstream.createContext("/", (exchange) -> {
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, weather.length);
			exchange.getResponseBody().write(weather);
			exchange.close();
		});
		upstream.start();
		byte[] before = Files.readAllBytes(ARCHIVE);
		try (Launched application = run("java", "-jar", ARCHIVE.toString(),
				"--comparison.upstream=http://127.0.0.1:" + upstream.getAddress().getPort(),
				"--comparison.control-port=" + Launched.freePort())) {
			assertThat(application.get(port(), "/complex/1")).contains("\"name\":\"User 1\"", "\"summary\":\"fair\"");
			awaitSpans(6);
			assertThat(tree()).isEqualTo("""
					GET /complex/{id}
					  GET /weather/{city}
					  SELECT items
					  SELECT items
					  SELECT users
					  SELECT users
					""");
			assertThat(application.messages()).isEmpty();
			assertThat(application.output()).containsPattern("Tracing shop: .*HTTP server")
				.doesNotContain("WARN", "Exception");
		}
		finally {
			upstream.stop(0);
		}
		assertThat(Files.readAllBytes(ARCHIVE)).isEqualTo(before);
	}

}
