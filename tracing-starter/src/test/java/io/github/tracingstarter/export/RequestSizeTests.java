package io.github.tracingstarter.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

import com.sun.net.httpserver.HttpServer;
import io.github.tracingstarter.export.OtlpProperties.Compression;
import io.github.tracingstarter.export.OtlpProperties.Protocol;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests with servers that accept requests up to a size, and of how many requests that
 * costs.
 */
class RequestSizeTests {

	private static final int LIMIT = 100_000;

	private final List<String> taken = new CopyOnWriteArrayList<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

	private int offered;

	private @Nullable ExportWorker<SpanData, ?> worker;

	@AfterEach
	void stop() throws Exception {
		if (this.worker != null) {
			this.worker.stop(System.nanoTime());
			this.worker.awaitStop();
		}
		for (AutoCloseable closeable : this.open) {
			closeable.close();
		}
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void fewOfThirtySpansAreTooLarge(Protocol protocol) throws IOException {
		start(protocol, (protocol == Protocol.GRPC) ? grpc() : answering413());
		int first = requestsFor(27, 3);
		assertThat(this.taken).hasSize(27).containsOnly("small");
		assertThat(first).isLessThanOrEqualTo(20);
		this.taken.clear();
		// At least half of the limit is in each request now, and each of the three has
		// one.
		int later = requestsFor(27, 3);
		assertThat(this.taken).hasSize(27);
		assertThat(later).isLessThanOrEqualTo(3 + 3 + 3);
		assertThat(requestsFor(27, 0)).isLessThanOrEqualTo(6);
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void allOfThirtySpansAreTooLarge(Protocol protocol) throws IOException {
		start(protocol, (protocol == Protocol.GRPC) ? grpc() : answering413());
		assertThat(requestsFor(0, 30)).isLessThanOrEqualTo(36);
		long start = System.nanoTime();
		assertThat(requestsFor(0, 30)).isEqualTo(30);
		// Everything that waited when it was time, and not one request each time.
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
		assertThat(requestsFor(27, 0)).isLessThanOrEqualTo(6);
		assertThat(this.taken).hasSize(27);
	}

	private int requestsFor(int small, int large) {
		int before = this.requests.get();
		for (int i = 0; i < small + large; i++) {
			boolean isLarge = (large > 0) && i % ((small + large) / large) == 0;
			offer(isLarge ? span("large", 3 * LIMIT / 2) : span("small", LIMIT / 10));
		}
		awaitDone();
		return this.requests.get() - before;
	}

	/**
	 * A server that continues reading and never responds, as some do behind a proxy.
	 */
	@Test
	void afterATimeOutABatchIsHalvedAndASpanAboveTheLimitIsDropped() throws IOException {
		start(Protocol.HTTP, raw((length) -> length > 10 * LIMIT, false), Duration.ofMillis(500),
				Duration.ofMinutes(5));
		long start = System.nanoTime();
		offer(span("huge", 5_000_000));
		for (int i = 0; i < 150; i++) {
			offer(span("small", LIMIT / 10));
		}
		await().atMost(Duration.ofSeconds(20)).until(() -> this.taken.size() == 150);
		assertThat(this.taken).hasSize(150).containsOnly("small");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
		assertThat(worker().status(false).dropped()).isEqualTo(1);
		// 1.5 MB: the timeout, then its two halves; and the one that is dropped.
		assertThat(this.requests).hasValue(4);
	}

	/**
	 * Many servers close the connection before they have read a request that is too
	 * large, so the 413 is lost or never sent.
	 */
	@ParameterizedTest
	@EnumSource(Protocol.class)
	void whoClosesTheConnectionOnASpanGetsTheOthers(Protocol protocol) throws IOException {
		start(protocol, (protocol == Protocol.HTTP) ? raw((length) -> length > LIMIT, true) : closingGrpc(),
				Duration.ofSeconds(10), Duration.ofSeconds(30));
		long start = System.nanoTime();
		for (int i = 0; i < 20; i++) {
			offer((i == 7) ? span("large", 3 * LIMIT / 2) : span("small", 100));
		}
		await().atMost(Duration.ofSeconds(20)).until(() -> this.taken.size() == 19);
		assertThat(this.taken).hasSize(19).containsOnly("small");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
		await().atMost(Duration.ofSeconds(20)).until(() -> worker().status(false).dropped() == 1);
		// The next one like that is dropped at once, as its size is known to be the
		// cause;
		// over gRPC after a new connection, as the one kept may have ended by itself.
		int before = this.requests.get();
		offer(span("large", 3 * LIMIT / 2));
		offer(span("small", 100));
		awaitDone();
		assertThat(this.taken).hasSize(20);
		assertThat(this.requests.get() - before).isEqualTo((protocol == Protocol.GRPC) ? 3 : 2);
	}

	@Test
	void aConnectionThatBreaksOnceCostsNoSpan() throws IOException {
		start(Protocol.HTTP, raw((length) -> this.requests.get() == 1, true));
		for (int i = 0; i < 20; i++) {
			offer(span("small", 100));
		}
		await().atMost(Duration.ofSeconds(20)).until(() -> this.taken.size() == 20);
		assertThat(this.taken).hasSize(20);
		assertThat(this.requests).hasValue(3);
	}

	@Test
	void aSpanAloneIsKeptWhileNobodyWaitsBehindIt() throws IOException {
		start(Protocol.HTTP, raw((length) -> this.requests.get() < 4, true), Duration.ofSeconds(10),
				Duration.ofSeconds(30));
		offer(span("alone", 100));
		await().atMost(Duration.ofSeconds(20)).until(() -> this.taken.size() == 1);
		assertThat(this.taken).containsExactly("alone");
	}

	private void offer(SpanData span) {
		this.offered++;
		worker().offer(span, span.getTraceId());
	}

	private ExportWorker<SpanData, ?> worker() {
		assertThat(this.worker).isNotNull();
		return this.worker;
	}

	private void start(Protocol protocol, int port) {
		start(protocol, port, Duration.ofSeconds(10), Duration.ofMinutes(5));
	}

	private void start(Protocol protocol, int port, Duration timeout, Duration patience) {
		OtlpSettings settings = new OtlpSettings(
				HttpEndpoint.parse("endpoint", "http://localhost:%d/v1/traces".formatted(port), ""), protocol, Map.of(),
				Compression.NONE, timeout, Duration.ofSeconds(10), null);
		this.worker = ExportWorker.of(new OtlpTarget(settings, null, List.of(), List.of()),
				new BatchProperties(2048, DataSize.ofMegabytes(64), 512, Duration.ofMillis(300), Duration.ofSeconds(2)),
				patience, Thread::new);
	}

	private int answering413() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		server.createContext("/", (exchange) -> {
			this.requests.incrementAndGet();
			byte[] body = exchange.getRequestBody().readAllBytes();
			if (body.length <= LIMIT) {
				take(body);
			}
			exchange.sendResponseHeaders((body.length > LIMIT) ? 413 : 200, -1);
			exchange.close();
		});
		server.start();
		this.open.add(() -> server.stop(0));
		return server.getAddress().getPort();
	}

	private int grpc() throws IOException {
		return grpc(LIMIT, (request) -> false);
	}

	private int grpc(int limit, Predicate<byte[]> unanswered) throws IOException {
		Server server = NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0))
			.maxInboundMessageSize(limit)
			.intercept(new Counting())
			.addService(GrpcExportService.of((request, observer) -> {
				if (unanswered.test(request)) {
					return;
				}
				take(request);
				observer.onNext(new byte[0]);
				observer.onCompleted();
			}))
			.build()
			.start();
		this.open.add(server::shutdownNow);
		return server.getPort();
	}

	/**
	 * Starts an HTTP/1.1 server that does not respond to some requests.
	 * @param unanswered which of them, by the length of the body
	 * @param closing whether it closes the connection before it has read one of those
	 * @return its port
	 */
	private int raw(IntPredicate unanswered, boolean closing) throws IOException {
		return serve((socket) -> {
			InputStream in = socket.getInputStream();
			for (int length = contentLength(in); length >= 0; length = contentLength(in)) {
				this.requests.incrementAndGet();
				if (unanswered.test(length)) {
					in.readNBytes(closing ? Math.min(length, 1000) : length);
					if (closing) {
						return;
					}
				}
				else {
					take(in.readNBytes(length));
					socket.getOutputStream()
						.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				}
			}
		});
	}

	/**
	 * Starts a proxy for a gRPC server, which forwards everything until the server finds
	 * a request too large.
	 */
	private int closingGrpc() throws IOException {
		List<Socket> sockets = new CopyOnWriteArrayList<>();
		int server = grpc(Integer.MAX_VALUE, (request) -> {
			if (request.length <= LIMIT) {
				return false;
			}
			sockets.forEach(RequestSizeTests::close);
			return true;
		});
		return serve((socket) -> {
			sockets.add(socket);
			try (Socket behind = new Socket(InetAddress.getLoopbackAddress(), server)) {
				thread(() -> pass(behind, socket));
				pass(socket, behind);
			}
		});
	}

	private static void pass(Socket from, Socket to) {
		try {
			from.getInputStream().transferTo(to.getOutputStream());
		}
		catch (IOException ex) {
			// One of them was closed.
		}
		close(to);
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void thread(Runnable task) {
		Thread thread = new Thread(task, "request-size");
		thread.setDaemon(true);
		thread.start();
	}

	private int serve(Serving serving) throws IOException {
		ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		ExecutorService connections = Executors.newCachedThreadPool();
		this.open.add(server);
		this.open.add(connections::shutdownNow);
		thread(() -> {
			while (!server.isClosed()) {
				try {
					Socket socket = server.accept();
					this.open.add(socket);
					connections.execute(() -> {
						try (socket) {
							serving.serve(socket);
						}
						catch (IOException ex) {
							// The client went away.
						}
					});
				}
				catch (IOException ex) {
					return;
				}
			}
		});
		return server.getLocalPort();
	}

	private void take(byte[] request) {
		try {
			ExportTraceServiceRequest.parseFrom(request)
				.getResourceSpansList()
				.forEach((resource) -> resource.getScopeSpansList()
					.forEach((scope) -> scope.getSpansList().forEach((span) -> this.taken.add(span.getName()))));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads the headers of a request.
	 * @return the length of its body, or -1 at the end
	 */
	private static int contentLength(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			if (next < 0) {
				return -1;
			}
			head.append((char) next);
		}
		return head.toString()
			.lines()
			.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
			.mapToInt((line) -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
			.findFirst()
			.orElseThrow();
	}

	private static SpanData span(String name, int size) {
		Attributes attributes = Attributes.of(AttributeKey.stringKey("text"), "x".repeat(size));
		return TestSpanData.builder()
			.setName(name)
			.setKind(SpanKind.INTERNAL)
			.setSpanContext(SpanContext.create(IdGenerator.random().generateTraceId(),
					IdGenerator.random().generateSpanId(), TraceFlags.getSampled(), TraceState.getDefault()))
			.setStartEpochNanos(1)
			.setEndEpochNanos(2)
			.setHasEnded(true)
			.setStatus(StatusData.unset())
			.setAttributes(attributes)
			.setTotalAttributeCount(attributes.size())
			.build();
	}

	private void awaitDone() {
		await().atMost(Duration.ofSeconds(20))
			.until(() -> worker().status(false).sent() + worker().status(false).dropped() == this.offered);
	}

	private interface Serving {

		void serve(Socket socket) throws IOException;

	}

	private final class Counting implements ServerInterceptor {

		@Override
		public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
				ServerCallHandler<Q, A> next) {
			RequestSizeTests.this.requests.incrementAndGet();
			return next.startCall(call, headers);
		}

	}

}
