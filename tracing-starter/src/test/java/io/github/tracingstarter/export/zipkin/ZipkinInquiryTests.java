package io.github.tracingstarter.export.zipkin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;

import io.github.tracingstarter.export.HttpEndpoint;
import io.github.tracingstarter.report.SpanDestination.Reply;
import io.github.tracingstarter.testing.AnsweringServer;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.TestCertificates;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the check of an address for Zipkin's spans. A real Zipkin is checked in
 * {@link ZipkinExportTests}.
 */
class ZipkinInquiryTests {

	@TempDir
	private static Path directory;

	private static TestCertificates certificates;

	@BeforeAll
	static void makeCertificates() {
		certificates = TestCertificates.in(directory);
	}

	@Test
	void anEmptyListIsPostedOnce() {
		try (AnsweringServer server = new AnsweringServer(202, "", "")) {
			assertThat(ask(server.url() + "/api/v2/spans")).isEqualTo(Reply.REACHABLE);
			assertThat(server.requests()).containsExactly("POST /api/v2/spans application/json []");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			404 | ; the path is wrong, set tracing.zipkin.endpoint; it is /api/v2/spans by default
			405 | ; the path is wrong, set tracing.zipkin.endpoint; it is /api/v2/spans by default
			302 | ; set tracing.zipkin.endpoint
			401 | ; set tracing.zipkin.endpoint to one that requires no credentials
			503 | ''
			""")
	void itRefuses(int status, String property) {
		try (AnsweringServer server = new AnsweringServer(status, "text/plain", "because")) {
			assertWrong(server.url() + "/any", "it responds with HTTP " + status + property);
			assertThat(server.requests()).hasSize(1);
		}
	}

	@Test
	void whatDoesNotTakeAnEmptyListMayTakeSpans() {
		try (AnsweringServer server = new AnsweringServer(400, "text/plain", "empty")) {
			assertThat(ask(server.url())).isEqualTo(Reply.REACHABLE);
		}
	}

	@Test
	void aPage() {
		try (AnsweringServer server = new AnsweringServer(200, "text/html", "<h1>Welcome</h1>")) {
			assertWrong(server.url(),
					"it responds with HTTP 200 and text/html, so it is not Zipkin or the path is wrong; "
							+ "set tracing.zipkin.endpoint");
		}
	}

	@Test
	void nobody() throws IOException {
		int port;
		try (ServerSocket unused = new ServerSocket(0)) {
			port = unused.getLocalPort();
		}
		assertThat(ask("http://localhost:" + port + "/api/v2/spans")).isEqualTo(Reply.NONE);
	}

	@Test
	void anUnknownHost() {
		assertWrong("http://no-such-host.invalid:9411/api/v2/spans",
				"its host is unknown; set tracing.zipkin.endpoint");
	}

	@Test
	void silence() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			assertWrong("http://localhost:" + silent.getLocalPort(),
					"it does not respond in time; if it is not Zipkin, set tracing.zipkin.endpoint");
		}
	}

	@ParameterizedTest
	@CsvSource({ "SSH-2.0-OpenSSH, it does not speak HTTP; set tracing.zipkin.endpoint",
			"'', Unexpected end of file from server; set tracing.zipkin.endpoint" })
	void aServerOfSomethingElse(String greeting, String text) throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Thread thread = new Thread(() -> greet(server, greeting), "greeting");
			thread.setDaemon(true);
			thread.start();
			assertWrong("http://localhost:" + server.getLocalPort() + "/api/v2/spans", text);
		}
	}

	@Test
	void aServerOfGrpc() throws IOException {
		Server server = NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0)).build().start();
		try {
			Reply reply = ask("http://localhost:" + server.getPort() + "/api/v2/spans");
			assertThat(reply.isReachable()).isFalse();
			assertThat(reply.text()).endsWith("; set tracing.zipkin.endpoint");
		}
		finally {
			server.shutdownNow();
		}
	}

	@Test
	void plainToAPortOfTls() {
		try (OtlpReceiver receiver = OtlpReceiver.start(certificates.serverTls(false))) {
			assertWrong(receiver.url().replace("https", "http"),
					"it requires TLS; change tracing.zipkin.endpoint to https://");
		}
	}

	@Test
	void tlsToAPlainPort() {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			assertWrong(receiver.url().replace("http", "https"),
					"it does not use TLS; change tracing.zipkin.endpoint to http://");
		}
	}

	@Test
	void anUnknownAuthority() {
		try (OtlpReceiver receiver = OtlpReceiver.start(certificates.serverTls(false))) {
			assertWrong(receiver.url(), "its certificate is not trusted; set the system property "
					+ "javax.net.ssl.trustStore to a trust store that has it");
		}
	}

	private static void assertWrong(String url, String text) {
		assertThat(ask(url)).isEqualTo(new Reply(false, text));
	}

	private static Reply ask(String url) {
		return ZipkinInquiry.of(HttpEndpoint.parse("tracing.zipkin.endpoint", url, ""));
	}

	private static void greet(ServerSocket server, String greeting) {
		while (!server.isClosed()) {
			try (Socket socket = server.accept()) {
				socket.getOutputStream().write((greeting + "\r\n").repeat(Math.min(greeting.length(), 1)).getBytes());
				socket.shutdownOutput();
				socket.getInputStream().readAllBytes();
			}
			catch (IOException ex) {
				// The client went away, or the test is over.
			}
		}
	}

}
