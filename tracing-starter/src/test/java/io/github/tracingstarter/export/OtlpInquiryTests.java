package io.github.tracingstarter.export;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.github.tracingstarter.export.OtlpProperties.Compression;
import io.github.tracingstarter.export.OtlpProperties.Protocol;
import io.github.tracingstarter.report.SpanDestination.Reply;
import io.github.tracingstarter.testing.AnsweringServer;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.OtlpReceiver.Behaviour;
import io.github.tracingstarter.testing.TestCertificates;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.ssl.SslBundle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the check of an address before the first span is sent there.
 */
class OtlpInquiryTests {

	@TempDir
	private static Path directory;

	private static TestCertificates certificates;

	@BeforeAll
	static void makeCertificates() {
		certificates = TestCertificates.in(directory);
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void itAnswersAndSeesNoSpan(Protocol protocol) {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			assertThat(ask(receiver.url(), protocol)).isEqualTo(Reply.REACHABLE);
			assertThat(receiver.questions()).isEqualTo(1);
			assertThat(receiver.requests()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void nobody(Protocol protocol) {
		OtlpReceiver receiver = OtlpReceiver.start();
		receiver.close();
		assertThat(ask(receiver.url(), protocol)).isEqualTo(Reply.NONE);
	}

	@ParameterizedTest
	@CsvSource({ "GRPC, UNAUTHENTICATED, gRPC UNAUTHENTICATED, tracing.otlp.headers",
			"HTTP, UNAUTHENTICATED, HTTP 401, tracing.otlp.headers", "GRPC, UNAVAILABLE, gRPC UNAVAILABLE, ''",
			"HTTP, UNAVAILABLE, HTTP 503, ''", "HTTP, BAD_GATEWAY, Bad gateway, ''",
			"GRPC, BAD_GATEWAY, Bad gateway, ''" })
	void itRefuses(Protocol protocol, Behaviour behaviour, String reason, String property) {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			receiver.behave(behaviour);
			assertWrong(ask(receiver.url(), protocol), reason, property);
		}
	}

	@Test
	void grpcToAServerOfHttp() {
		try (AnsweringServer server = new AnsweringServer(404, "text/plain", "")) {
			assertWrong(ask(server.url(), Protocol.GRPC), "HTTP/1.1", "tracing.otlp.protocol=http");
		}
	}

	@Test
	void httpToAServerOfGrpc() throws IOException {
		Server server = NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0)).build().start();
		try {
			assertWrong(ask("http://localhost:" + server.getPort() + "/v1/traces", Protocol.HTTP), "speaks gRPC",
					"tracing.otlp.protocol=grpc");
			assertWrong(ask("http://localhost:" + server.getPort(), Protocol.GRPC), "UNIMPLEMENTED",
					"tracing.otlp.endpoint");
		}
		finally {
			server.shutdownNow();
		}
	}

	@Test
	void aWrongPath() {
		try (AnsweringServer server = new AnsweringServer(404, "text/plain", "no such page")) {
			assertWrong(ask(server.url(), Protocol.HTTP), "HTTP 404: no such page", "/v1/traces");
		}
	}

	@Test
	void aPage() {
		try (AnsweringServer server = new AnsweringServer(200, "text/html",
				"<html><style>x{}</style><h1>Welcome</h1></html>")) {
			assertWrong(ask(server.url(), Protocol.HTTP), "it is not a collector", "Welcome");
		}
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void plainToAPortOfTls(Protocol protocol) {
		try (OtlpReceiver receiver = OtlpReceiver.start(certificates.serverTls(false))) {
			assertWrong(ask(receiver.url().replace("https", "http"), protocol), "requires TLS", "https://");
		}
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void tlsToAPlainPort(Protocol protocol) {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			assertWrong(ask(receiver.url().replace("http", "https"), protocol), "does not use TLS", "http://");
		}
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void anUnknownAuthority(Protocol protocol) {
		try (OtlpReceiver receiver = OtlpReceiver.start(certificates.serverTls(false))) {
			assertWrong(ask(receiver.url(), protocol), "not trusted", "tracing.otlp.ssl.bundle");
			assertThat(ask(receiver.url(), protocol, certificates.trusting())).isEqualTo(Reply.REACHABLE);
		}
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void aKeyThatIsMissing(Protocol protocol) {
		try (OtlpReceiver receiver = OtlpReceiver.start(certificates.serverTls(true))) {
			assertThat(ask(receiver.url(), protocol, certificates.trusting()))
				.isEqualTo(new Reply(false, "it requires a client certificate; set tracing.otlp.ssl.bundle to an "
						+ "SSL bundle with a key it trusts"));
			assertThat(ask(receiver.url(), protocol, certificates.trustingWithKey())).isEqualTo(Reply.REACHABLE);
		}
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void silence(Protocol protocol) throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			assertThat(ask("http://localhost:" + silent.getLocalPort(), protocol))
				.isEqualTo(new Reply(false, (protocol == Protocol.GRPC)
						? "it accepts the connection but sends nothing; set tracing.otlp.endpoint or tracing.otlp.protocol"
						: "it does not respond in time; if it is not a collector, set tracing.otlp.endpoint"));
		}
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void anUnknownHost(Protocol protocol) {
		assertThat(ask("http://no-such-host.invalid:4317", protocol))
			.isEqualTo(new Reply(false, "its host is unknown; set tracing.otlp.endpoint"));
	}

	private static void assertWrong(Reply reply, String reason, String property) {
		assertThat(reply.isReachable()).isFalse();
		assertThat(reply.text()).contains(reason).contains(property).doesNotContain("\n");
	}

	private static Reply ask(String url, Protocol protocol) {
		return ask(url, protocol, null);
	}

	private static Reply ask(String url, Protocol protocol, @Nullable SslBundle bundle) {
		String address = (protocol == Protocol.HTTP && URI.create(url).getPath().isEmpty()) ? url + "/v1/traces" : url;
		return OtlpInquiry.of(new OtlpSettings(HttpEndpoint.parse("endpoint", address, ""), protocol, Map.of(),
				Compression.NONE, Duration.ofSeconds(10), Duration.ofSeconds(10),
				(bundle != null) ? new TargetCertificates(bundle) : null));
	}

}
