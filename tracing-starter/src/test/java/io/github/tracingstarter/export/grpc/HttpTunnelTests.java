package io.github.tracingstarter.export.grpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;

import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.TestCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests of the tunnel through a proxy, with a real one.
 */
class HttpTunnelTests {

	private static final String METHOD = "opentelemetry.proto.collector.trace.v1.TraceService/Export";

	@TempDir
	private static Path directory;

	private static TestCertificates certificates;

	private final ProxySelector before = ProxySelector.getDefault();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private ServerSocket proxy;

	private volatile String refusal = "";

	@BeforeAll
	static void makeCertificates() {
		certificates = TestCertificates.in(directory);
	}

	@BeforeEach
	void start() throws IOException {
		this.proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		thread(this::accept);
		ProxySelector.setDefault(new Selecting(this.proxy.getLocalPort()));
	}

	@AfterEach
	void stop() throws IOException {
		ProxySelector.setDefault(this.before);
		this.proxy.close();
	}

	@Test
	void aCallOfTlsGoesThroughTheProxy() throws IOException {
		try (OtlpReceiver receiver = OtlpReceiver.start(certificates.serverTls(false))) {
			GrpcClient client = client(receiver.url());
			assertThat(client.call(METHOD, Map.of(), new Empty()).header("grpc-status")).isEqualTo("0");
			assertThat(client.call(METHOD, Map.of(), new Empty()).header("grpc-status")).isEqualTo("0");
			client.shutdown();
			assertThat(receiver.questions()).isEqualTo(2);
			String server = "localhost:" + receiver.port();
			assertThat(this.requests)
				.containsExactly("CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(server, server));
		}
	}

	@Test
	void aCallInClearTextDoesNot() throws IOException {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			GrpcClient client = client(receiver.url());
			assertThat(client.call(METHOD, Map.of(), new Empty()).header("grpc-status")).isEqualTo("0");
			client.shutdown();
			assertThat(this.requests).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 407 Proxy Authentication Required", "HTTP/1.0 503 Unavailable" })
	void aProxyThatRefusesIsNamedWithItsAnswer(String answer) throws IOException {
		this.refusal = answer + "\r\nContent-Length: 0\r\n\r\n";
		try (OtlpReceiver receiver = OtlpReceiver.start(certificates.serverTls(false))) {
			GrpcClient client = client(receiver.url());
			assertThatIOException().isThrownBy(() -> client.call(METHOD, Map.of(), new Empty()))
				.withMessage("the proxy in front of it responds with " + answer);
			client.shutdown();
			assertThat(receiver.questions()).isZero();
		}
	}

	@Test
	void aProxyThatClosesOrSaysTooMuch() throws IOException {
		try (OtlpReceiver receiver = OtlpReceiver.start(certificates.serverTls(false))) {
			GrpcClient client = client(receiver.url());
			this.refusal = "HTTP/1.1 200";
			assertThatIOException().isThrownBy(() -> client.call(METHOD, Map.of(), new Empty()))
				.withMessage("the proxy in front of it closes the connection");
			this.refusal = "HTTP/1.1 200 OK\r\nx: " + "x".repeat(10_000);
			assertThatIOException().isThrownBy(() -> client.call(METHOD, Map.of(), new Empty()))
				.withMessage("the proxy in front of it responds with more than 8192 bytes");
			client.shutdown();
		}
	}

	private static GrpcClient client(String url) {
		return new GrpcClient(new GrpcTarget(URI.create(url), Duration.ofSeconds(10), Duration.ofSeconds(5),
				HttpTunnelTests::trusting));
	}

	private static SSLContext trusting() {
		return certificates.trusting().createSslContext();
	}

	private void accept() {
		while (!this.proxy.isClosed()) {
			try {
				Socket client = this.proxy.accept();
				thread(() -> tunnel(client));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void tunnel(Socket client) {
		try (client) {
			String request = head(client.getInputStream());
			this.requests.add(request);
			if (!this.refusal.isEmpty()) {
				client.getOutputStream().write(this.refusal.getBytes(StandardCharsets.US_ASCII));
				client.shutdownOutput();
				client.getInputStream().readAllBytes();
				return;
			}
			String[] address = request.split(" ")[1].split(":");
			try (Socket server = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(address[1]))) {
				client.getOutputStream()
					.write("HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n"
						.getBytes(StandardCharsets.US_ASCII));
				thread(() -> pass(server, client));
				pass(client, server);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String head(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) in.read());
		}
		return head.toString();
	}

	private static void pass(Socket from, Socket to) {
		try {
			from.getInputStream().transferTo(to.getOutputStream());
			to.shutdownOutput();
		}
		catch (IOException ex) {
			// One of them was closed.
		}
	}

	private static void thread(Runnable task) {
		Thread thread = new Thread(task, "test-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private record Empty() implements GrpcMessage {

		@Override
		public int size() {
			return 0;
		}

		@Override
		public boolean isCompressed() {
			return false;
		}

		@Override
		public void writeTo(java.io.OutputStream out) {
		}

	}

	/**
	 * Uses the proxy only for HTTPS, like {@code https.proxyHost}.
	 */
	private static final class Selecting extends ProxySelector {

		private final int port;

		Selecting(int port) {
			this.port = port;
		}

		@Override
		public List<Proxy> select(URI uri) {
			return uri.getScheme().equals("https")
					? List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("localhost", this.port)))
					: List.of(Proxy.NO_PROXY);
		}

		@Override
		public void connectFailed(URI uri, SocketAddress address, IOException failure) {
		}

	}

}
