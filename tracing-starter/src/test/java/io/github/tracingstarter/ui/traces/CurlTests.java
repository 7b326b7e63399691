package io.github.tracingstarter.ui.traces;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CurlTests {

	@Test
	void theRequestCanBeSentAgain() {
		assertThat(curl("GET", "/users/", "page=1&token=REDACTED"))
			.isEqualTo("curl 'http://localhost:8080/users/?page=1&token=REDACTED'");
		assertThat(curl("POST", "/users/", null))
			.isEqualTo("curl -X POST -H 'Content-Type: application/json' 'http://localhost:8080/users/'");
		assertThat(curl("HEAD", "/users/", null)).isEqualTo("curl -I 'http://localhost:8080/users/'");
		assertThat(curl("GET", "/users/{id}", null)).isEqualTo("curl -g 'http://localhost:8080/users/{id}'");
	}

	@Test
	void aStandardPortIsLeftOut() {
		assertThat(Curl.of(new TraceBuilder()
			.span("a", null, "GET", SpanKind.SERVER, 0, 1, "http.request.method", "GET", "url.path", "/", "url.scheme",
					"https", "server.address", "::1", "server.port", 443L)
			.build()
			.spans()
			.get(0))).isEqualTo("curl -g 'https://[::1]/'");
	}

	@Test
	void onlyRequestsHaveOne() {
		assertThat(Curl.of(new TraceBuilder().internal("a", null, 0, 1).build().spans().get(0))).isNull();
	}

	@Test
	void aHostilePathStaysOneWordOfTheShell() throws IOException, InterruptedException {
		String path = "/'; echo hacked; '$(echo hacked)`echo hacked`\\\"!&|<>\u001B[2J\n#";
		String command = curl("GET", path, "a='b'");
		assertThat(command).doesNotContain("\n").doesNotContain("\u001B");
		assertThat(curl("-o/etc/passwd", "/", null)).isEqualTo("curl 'http://localhost:8080/'");
		Process shell = new ProcessBuilder("sh", "-c", String.valueOf(command).replaceFirst("curl -g ", "printf %s "))
			.redirectErrorStream(true)
			.start();
		assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
			.isEqualTo("http://localhost:8080" + path.replaceAll("\\p{Cntrl}", "") + "?a='b'");
		assertThat(shell.waitFor()).isZero();
	}

	private static @Nullable String curl(String method, String path, @Nullable String query) {
		TraceBuilder trace = (query != null)
				? new TraceBuilder().span("a", null, "GET", SpanKind.SERVER, 0, 1, "http.request.method_original",
						method, "url.path", path, "url.scheme", "http", "server.address", "localhost", "server.port",
						8080L, "url.query", query)
				: new TraceBuilder().span("a", null, "GET", SpanKind.SERVER, 0, 1, "http.request.method", method,
						"url.path", path, "url.scheme", "http", "server.address", "localhost", "server.port", 8080L);
		return Curl.of(trace.build().spans().get(0));
	}

}
