package io.github.tracingstarter.export;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import io.github.tracingstarter.export.OtlpProperties.Compression;
import io.github.tracingstarter.export.OtlpProperties.Protocol;
import io.github.tracingstarter.otlp.OtlpRequest;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Server;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests of a connection that two signals share.
 */
class OtlpConnectionTests {

	private static final String LOGS_SERVICE = "opentelemetry.proto.collector.logs.v1.LogsService";

	private static final OtlpSignal LOGS = new OtlpSignal("/v1/logs", LOGS_SERVICE + "/Export");

	private static final OtlpRequest EMPTY = OtlpRequest.of(List.of());

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final Set<SocketAddress> peers = new LinkedHashSet<>();

	@Test
	void signalsGoToTheirOwnPathsOverOneHttpConnection() throws IOException {
		HttpServer server = httpServer(0);
		try {
			OtlpConnection connection = connection(server.getAddress().getPort(), Protocol.HTTP);
			connection.send(OtlpSignal.TRACES, EMPTY);
			connection.send(LOGS, EMPTY);
			connection.send(OtlpSignal.TRACES, EMPTY);
			assertThat(this.requests).containsExactly("/v1/traces secret", "/v1/logs secret", "/v1/traces secret");
			assertThat(this.peers).hasSize(1);
			restore();
			connection.send(OtlpSignal.TRACES, EMPTY);
			connection.send(LOGS, EMPTY);
			assertThat(this.peers).as("after a restore").hasSize(2);
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	void signalsGoToTheirOwnServicesOverOneGrpcConnection() throws IOException {
		AtomicInteger connections = new AtomicInteger();
		Server server = NettyServerBuilder.forPort(0).addService(GrpcExportService.of((request, observer) -> {
			this.requests.add("traces");
			observer.onNext(new byte[0]);
			observer.onCompleted();
		})).addService(GrpcExportService.of(LOGS_SERVICE, (request, observer) -> {
			this.requests.add("logs");
			observer.onNext(new byte[0]);
			observer.onCompleted();
		})).addTransportFilter(new ServerTransportFilter() {

			@Override
			public Attributes transportReady(Attributes attributes) {
				assertThat(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)).isNotNull();
				connections.incrementAndGet();
				return attributes;
			}

		}).build().start();
		try {
			OtlpConnection connection = connection(server.getPort(), Protocol.GRPC);
			connection.send(OtlpSignal.TRACES, EMPTY);
			connection.send(LOGS, EMPTY);
			connection.send(OtlpSignal.TRACES, EMPTY);
			assertThat(this.requests).containsExactly("traces", "logs", "traces");
			assertThat(connections).hasValue(1);
			restore();
			connection.send(OtlpSignal.TRACES, EMPTY);
			connection.send(LOGS, EMPTY);
			assertThat(connections).as("after a restore").hasValue(2);
		}
		finally {
			server.shutdownNow();
		}
	}

	@Test
	void requestsOfSeveralThreadsTakeTurns() throws Exception {
		HttpServer server = httpServer(20);
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			OtlpConnection connection = connection(server.getAddress().getPort(), Protocol.HTTP);
			List<Future<?>> sent = new CopyOnWriteArrayList<>();
			for (int i = 0; i < 10; i++) {
				OtlpSignal signal = (i % 2 == 0) ? OtlpSignal.TRACES : LOGS;
				sent.add(threads.submit(() -> {
					connection.send(signal, EMPTY);
					return null;
				}));
			}
			for (Future<?> future : sent) {
				future.get(10, TimeUnit.SECONDS);
			}
			assertThat(this.requests).hasSize(10);
			assertThat(this.peers).hasSize(1);
		}
		finally {
			threads.shutdownNow();
			server.stop(0);
		}
	}

	@Test
	void theLastSignalThatIsShutDownClosesTheConnection() throws IOException {
		HttpServer server = httpServer(0);
		try {
			OtlpConnection connection = connection(server.getAddress().getPort(), Protocol.HTTP);
			OtlpTransport<Object> traces = transport(OtlpSignal.TRACES, connection);
			OtlpTransport<Object> logs = transport(LOGS, connection);
			assertThat(traces.send(List.of()).isSuccess()).isTrue();
			traces.shutdown();
			assertThat(logs.send(List.of()).isSuccess()).isTrue();
			logs.shutdown();
			assertThatIOException().isThrownBy(() -> connection.send(LOGS, EMPTY))
				.withMessage("the exporter was shut down");
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	void aPartialSuccessOfAnotherSignalIsRead() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		server.createContext("/v1/logs", (exchange) -> {
			exchange.getRequestBody().readAllBytes();
			byte[] response = { 0x0A, 7, 0x08, 3, 0x12, 3, 'o', 'l', 'd' };
			exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
			exchange.sendResponseHeaders(200, response.length);
			exchange.getResponseBody().write(response);
			exchange.close();
		});
		server.start();
		try {
			OtlpConnection connection = connection(server.getAddress().getPort(), Protocol.HTTP);
			assertThatExceptionOfType(OtlpRefusal.class).isThrownBy(() -> connection.send(LOGS, EMPTY))
				.satisfies((ex) -> {
					assertThat(ex.failure().remedy()).isEqualTo(ExportFailure.Remedy.TAKEN);
					assertThat(ex.failure().rejected()).isEqualTo(3);
					assertThat(ex.failure().reason()).isEqualTo("old");
				});
		}
		finally {
			server.stop(0);
		}
	}

	@ParameterizedTest
	@CsvSource({ "http://collector:4318/v1/traces, http://collector:4318/v1/logs",
			"http://collector:4318/v1/traces/, http://collector:4318/v1/logs",
			"http://user:secret@collector/otlp/v1/traces, http://collector/otlp/v1/logs",
			"https://collector/otlp, https://collector/otlp/v1/logs",
			"https://collector/otlp/, https://collector/otlp/v1/logs" })
	void anotherSignalGoesBesideTheTraces(String traces, String logs) {
		OtlpSettings settings = settings(traces, Protocol.HTTP);
		assertThat(settings.uri(LOGS)).hasToString(logs);
		assertThat(settings.uri(OtlpSignal.TRACES)).hasToString(traces.replace("user:secret@", ""));
	}

	/**
	 * As Spring does around a snapshot of the process.
	 */
	private static void restore() {
		SnapshotRestores restores = new SnapshotRestores();
		restores.start();
		restores.stop();
		restores.start();
	}

	private HttpServer httpServer(int millis) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		server.createContext("/", (exchange) -> {
			exchange.getRequestBody().readAllBytes();
			this.requests.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("X-Key"));
			this.peers.add(exchange.getRemoteAddress());
			try {
				Thread.sleep(millis);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		server.start();
		return server;
	}

	private static OtlpTransport<Object> transport(OtlpSignal signal, OtlpConnection connection) {
		return new OtlpTransport<>(signal, (item) -> {
			throw new IllegalStateException();
		}, connection);
	}

	private static OtlpConnection connection(int port, Protocol protocol) {
		return new OtlpConnection(settings("http://localhost:%d/v1/traces".formatted(port), protocol));
	}

	private static OtlpSettings settings(String url, Protocol protocol) {
		return new OtlpSettings(HttpEndpoint.parse("endpoint", url, ""), protocol, Map.of("x-key", "secret"),
				Compression.NONE, Duration.ofSeconds(10), Duration.ofSeconds(10), null);
	}

}
