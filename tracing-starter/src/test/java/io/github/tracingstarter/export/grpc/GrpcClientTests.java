package io.github.tracingstarter.export.grpc;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.tracingstarter.export.grpc.NotGrpcException.Peer;
import io.github.tracingstarter.export.grpc.ScriptedPeer.Frame;
import io.github.tracingstarter.export.grpc.ScriptedPeer.Script;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.tracingstarter.export.grpc.ScriptedPeer.END_HEADERS;
import static io.github.tracingstarter.export.grpc.ScriptedPeer.END_STREAM;
import static io.github.tracingstarter.export.grpc.ScriptedPeer.OK_HEADERS;
import static io.github.tracingstarter.export.grpc.ScriptedPeer.OK_TRAILERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests of HTTP/2, rule by rule, with a peer that breaks the rules or exploits them.
 */
@SuppressWarnings("try")
class GrpcClientTests {

	private static final String WINDOW_OF_NOTHING = "0004 00000000";

	private static final Script WELL = (connection) -> {
		connection.begin();
		connection.readRequest();
		connection.answer(1).await(99);
	};

	private @Nullable ScriptedPeer peer;

	private @Nullable GrpcClient client;

	@AfterEach
	void close() throws IOException {
		if (this.client != null) {
			this.client.shutdown();
		}
		if (this.peer != null) {
			this.peer.close();
			assertThat(this.peer.failures()).isEmpty();
		}
	}

	@Test
	void aCallAndTheNext() throws Exception {
		AtomicReference<Frame> headers = new AtomicReference<>();
		AtomicInteger length = new AtomicInteger();
		start((connection) -> {
			connection.begin();
			headers.set(connection.await(1));
			length.set(connection.readRequest());
			connection.answer(1);
			connection.readRequest();
			connection.answer(3).await(4);
		});
		assertThat(call(100).header("grpc-status")).isEqualTo("0");
		assertThat(length).hasValue(105);
		assertThat(new HpackDecoder(65536).decode(ByteBuffer.wrap(headers.get().payload()))).contains(
				new HpackHeader(":method", "POST"), new HpackHeader(":path", "/test.Service/Method"),
				new HpackHeader("te", "trailers"), new HpackHeader("x-tenant", "blue"),
				new HpackHeader(":authority", "localhost:" + peer().port()));
		assertThat(call(0).header("grpc-status")).isEqualTo("0");
		assertThat(peer().connections()).isEqualTo(1);
	}

	@Test
	void whatIsAllowedAndRare() throws Exception {
		start((connection) -> {
			connection.begin("0001 00000000", "0003 00000001", "00ff 12345678");
			connection.frame(6, 0, 0, "0102030405060708").frame(99, 7, 5, "00").frame(2, 0, 1, "0000000000");
			connection.readRequest();
			// Early hints, then headers with padding and priority, in two frames.
			connection.frame(1, END_HEADERS, 1, "08 03 313033");
			connection.frame(1, 0x8 | 0x20, 1, "02 0000000000 " + OK_HEADERS.substring(0, 6) + "0000");
			connection.frame(9, END_HEADERS, 1, OK_HEADERS.substring(6));
			connection.frame(0, 0x8, 1, "03 0000000000 000000").frame(0, 0, 1, "");
			connection.frame(1, END_STREAM, 1, "").frame(9, END_HEADERS, 1, OK_TRAILERS);
			connection.frame(3, 0, 1, "00000000");
			Frame pong = connection.await(6);
			assertThat(pong.hex()).isEqualTo("0102030405060708");
			assertThat(pong.flags()).isEqualTo(1);
		});
		GrpcAnswer answer = call(1);
		assertThat(answer.httpStatus()).isEqualTo(200);
		assertThat(answer.headers()).containsEntry("content-type", "application/grpc")
			.containsEntry("grpc-status", "0");
		assertThat(answer.body()).hasSize(5);
	}

	@Test
	void theWindowOfTheServerIsKept() throws Exception {
		AtomicInteger early = new AtomicInteger();
		AtomicInteger length = new AtomicInteger();
		start((connection) -> {
			connection.begin(WINDOW_OF_NOTHING);
			connection.await(1);
			connection.socket().setSoTimeout(300);
			try {
				connection.await(0);
				early.incrementAndGet();
			}
			catch (SocketTimeoutException ex) {
				// Nothing arrived, because nothing may.
			}
			connection.socket().setSoTimeout(10000);
			// One byte by settings, then by the window of the stream, then of both.
			connection.frame(4, 0, 0, "0004 00000001");
			length.addAndGet(connection.await(0).payload().length);
			connection.frame(8, 0, 1, "00000063");
			length.addAndGet(connection.await(0).payload().length);
			assertThat(length).hasValue(100);
			connection.frame(8, 0, 1, "00fffff0");
			while (length.get() < 65535) {
				length.addAndGet(connection.await(0).payload().length);
			}
			assertThat(length).hasValue(65535);
			connection.frame(8, 0, 0, "00fffff0");
			length.addAndGet(connection.readRequest());
			connection.answer(1).await(99);
		});
		assertThat(call(200_000).header("grpc-status")).isEqualTo("0");
		assertThat(early).hasValue(0);
		assertThat(length).hasValue(200_005);
	}

	@Test
	void anAnswerEndsTheRequest() throws Exception {
		AtomicInteger reset = new AtomicInteger();
		start((connection) -> {
			connection.begin();
			connection.await(0);
			connection.frame(1, END_HEADERS | END_STREAM, 1,
					"88 000b" + ScriptedPeer.hex("grpc-status") + "01" + ScriptedPeer.hex("8"));
			reset.set(connection.await(3).payload()[3]);
			connection.frame(8, 0, 0, "0000ffff");
			connection.readRequest();
			connection.answer(3).await(99);
		});
		long start = System.nanoTime();
		assertThat(call(5_000_000).header("grpc-status")).isEqualTo("8");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
		assertThat(call(10).header("grpc-status")).isEqualTo("0");
		assertThat(reset).hasValue(8);
	}

	@Test
	void aLargeAnswerIsTakenToItsLimit() throws Exception {
		start((connection) -> {
			connection.begin();
			connection.readRequest();
			connection.frame(1, END_HEADERS, 1, OK_HEADERS);
			for (int i = 0; i < 20; i++) {
				connection.frame(0, 0, 1, "00".repeat(10000));
			}
			connection.frame(1, END_HEADERS | END_STREAM, 1, OK_TRAILERS).await(99);
		}, (connection) -> {
			connection.begin();
			connection.readRequest();
			connection.frame(1, END_HEADERS, 1, OK_HEADERS);
			for (int i = 0; i < 200; i++) {
				connection.frame(0, 0, 1, "00".repeat(10000)).await(8);
			}
		});
		assertThat(call(1).body()).hasSize(200_000);
		close();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			a frame too large,        16385 bytes,   004001 00 00 00000001
			headers interrupted,      interrupted,   000001 01 00 00000001 88 000000 06 00 00000000
			headers that go on,       CONTINUATION,  000001 09 04 00000001 88
			a stream that is not,     no stream 7,   000001 01 04 00000007 88
			a body before headers,    before,        000001 00 00 00000001 00
			no status,                status,        000005 01 05 00000001 000161 0161
			a push,                   PUSH_PROMISE,  000005 05 04 00000001 0000000288
			settings for a stream,    SETTINGS,      000000 04 00 00000001
			settings not complete,    SETTINGS,      000005 04 00 00000000 0000000000
			a window too large,       window,        000006 04 00 00000000 0004 80000000
			a window not larger,      window,        000004 08 00 00000000 00000000
			a window that overflows,  window,        000004 08 00 00000000 7fffffff
			a ping too short,         7 bytes,       000007 06 00 00000000 00000000000000
			a reset too short,        3 bytes,       000003 03 00 00000001 000000
			padding too long,         padding,       000002 01 0c 00000001 0588
			a header not known,       index,         000001 01 05 00000001 fe
			""")
	void whatBreaksTheRules(String what, String message, String bytes) throws Exception {
		AtomicInteger goodbyes = new AtomicInteger();
		start((connection) -> {
			connection.begin();
			connection.readRequest();
			connection.raw(HexFormat.of().parseHex(bytes.replace(" ", "")));
			connection.await(7);
			goodbyes.incrementAndGet();
		}, (connection) -> {
			connection.begin();
			connection.readRequest();
			connection.answer(1).await(99);
		});
		assertThatIOException().as(what).isThrownBy(() -> call(10)).withMessageContaining(message.strip());
		assertThat(call(10).header("grpc-status")).isEqualTo("0");
		assertThat(goodbyes).hasValue(1);
	}

	@Test
	void headersWithoutEnd() throws Exception {
		start((connection) -> {
			connection.begin();
			connection.readRequest();
			connection.frame(1, 0, 1, "88");
			while (true) {
				connection.frame(9, 0, 1, "00".repeat(8000));
			}
		});
		assertThatIOException().isThrownBy(() -> call(10)).withMessageContaining("headers are larger");
	}

	@Test
	void aConnectionThatWasClosedMeanwhileCostsNothing() throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		start((connection) -> {
			connection.begin();
			connection.readRequest();
			connection.answer(1);
			connection.socket().close();
			closed.countDown();
		}, WELL);
		call(10);
		closed.await();
		assertThat(call(10).header("grpc-status")).isEqualTo("0");
		assertThat(peer().connections()).isEqualTo(2);
	}

	@Test
	void aConnectionThatEndsWithTheNextCallCostsNothing() throws Exception {
		start((connection) -> {
			connection.begin();
			connection.readRequest();
			connection.answer(1);
			// The next call is seen, and not answered.
			connection.await(1);
		}, WELL);
		call(10);
		assertThat(call(10).header("grpc-status")).isEqualTo("0");
		assertThat(peer().connections()).isEqualTo(2);
	}

	@Test
	void aNewConnectionThatEndsIsAFailure() throws Exception {
		start((connection) -> {
			connection.begin();
			connection.await(1);
		}, WELL);
		assertThatIOException().isThrownBy(() -> call(10));
		assertThat(peer().connections()).isEqualTo(1);
	}

	@Test
	void aServerThatGoesAwayAnswersWhatItHasSeen() throws Exception {
		start((connection) -> {
			connection.begin();
			connection.readRequest();
			connection.frame(7, 0, 0, "7fffffff 00000000").frame(7, 0, 0, "00000001 00000000");
			connection.answer(1).await(99);
		}, WELL);
		assertThat(call(10).header("grpc-status")).isEqualTo("0");
		assertThat(call(10).header("grpc-status")).isEqualTo("0");
		assertThat(peer().connections()).isEqualTo(2);
	}

	@Test
	void whatAServerThatGoesAwayHasNotSeenIsSentAgain() throws Exception {
		start((connection) -> {
			connection.begin();
			connection.readRequest();
			connection.answer(1);
			connection.readRequest();
			connection.frame(7, 0, 0, "00000001 00000000").await(99);
		}, WELL);
		call(10);
		assertThat(call(1_000).header("grpc-status")).isEqualTo("0");
		assertThat(peer().connections()).isEqualTo(2);
	}

	@Test
	void aRefusedStreamIsSentAgainOnce() throws Exception {
		Script refusing = (connection) -> {
			connection.begin();
			connection.readRequest();
			connection.frame(3, 0, 1, "00000007").await(99);
		};
		start(refusing, WELL);
		assertThat(call(10).header("grpc-status")).isEqualTo("0");
		assertThat(peer().connections()).isEqualTo(2);
		close();
		start(refusing, refusing, WELL);
		assertThatIOException().isThrownBy(() -> call(10)).withMessage("it refuses requests (REFUSED_STREAM)");
	}

	@Test
	void aResetIsNamed() throws Exception {
		start((connection) -> {
			connection.begin();
			connection.await(0);
			connection.frame(3, 0, 1, "0000000b").await(99);
		});
		assertThatIOException().isThrownBy(() -> call(1_000_000))
			.withMessage("it aborts the request (ENHANCE_YOUR_CALM)");
	}

	@Test
	void silenceAfterTheRequestIsATimeOut() throws Exception {
		start((connection) -> connection.begin().await(99), WELL);
		this.client = client(Duration.ofMillis(300));
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> call(10));
		assertThat(call(10).header("grpc-status")).isEqualTo("0");
	}

	@Test
	void aPeerThatReadsNothingIsATimeOut() throws Exception {
		CountDownLatch over = new CountDownLatch(1);
		start((connection) -> {
			connection.begin("0004 7fffffff").frame(8, 0, 0, "7fff0000");
			over.await();
		});
		this.client = client(Duration.ofMillis(500));
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> call(100_000_000));
		over.countDown();
	}

	@Test
	void shutdownBreaksACallOff() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		start((connection) -> {
			connection.begin().await(1);
			called.countDown();
			connection.await(99);
		});
		AtomicReference<Throwable> failure = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				call(10);
			}
			catch (IOException ex) {
				failure.set(ex);
			}
		});
		caller.start();
		called.await();
		client().shutdown();
		caller.join(3000);
		assertThat(caller.isAlive()).isFalse();
		assertThat(failure.get()).hasMessageContaining("shut down");
		assertThatIOException().isThrownBy(() -> call(10)).withMessageContaining("shut down");
	}

	@Test
	void anInterruptBreaksACallOff() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		start((connection) -> {
			connection.begin().await(1);
			called.countDown();
			connection.await(99);
		});
		AtomicReference<Throwable> failure = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				call(10);
			}
			catch (IOException ex) {
				failure.set(ex);
			}
		});
		caller.start();
		called.await();
		caller.interrupt();
		caller.join(3000);
		assertThat(caller.isAlive()).isFalse();
		assertThat(failure.get()).isInstanceOf(IOException.class);
	}

	@ParameterizedTest
	@CsvSource({ "HTTP, 485454502f312e3120343030204261642052657175657374", "TLS, 15030100020246",
			"OTHER, 5353482d322e302d4f70656e5353480d0a", "OTHER, 78", "CLOSING, ''" })
	void whoElseMayListenThere(Peer expected, String bytes) throws Exception {
		start((connection) -> {
			connection.socket().getInputStream().readNBytes(24);
			connection.raw(HexFormat.of().parseHex(bytes));
			connection.socket().shutdownOutput();
			connection.socket().getInputStream().readAllBytes();
		});
		assertThatExceptionOfType(NotGrpcException.class).isThrownBy(() -> call(10))
			.satisfies((ex) -> assertThat(ex.peer()).isEqualTo(expected));
	}

	@Test
	void whoSaysNothing() throws Exception {
		start((connection) -> connection.socket().getInputStream().readAllBytes());
		this.client = client(Duration.ofMillis(300));
		assertThatExceptionOfType(NotGrpcException.class).isThrownBy(() -> call(10))
			.satisfies((ex) -> assertThat(ex.peer()).isEqualTo(Peer.SILENT));
	}

	@Test
	void nobody() throws Exception {
		try (ServerSocket unused = new ServerSocket(0)) {
			int port = unused.getLocalPort();
			unused.close();
			this.client = new GrpcClient(target("http://localhost:" + port, Duration.ofSeconds(5)));
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> call(client(), 10));
		}
	}

	@Test
	void addresses() {
		assertThat(target("https://[::1]:4317", Duration.ZERO).host()).isEqualTo("::1");
		assertThat(target("https://[::1]:4317", Duration.ZERO).authority()).isEqualTo("[::1]:4317");
		assertThat(target("https://[fe80::1%25eth0]", Duration.ZERO).host()).isEqualTo("fe80::1%eth0");
		assertThat(target("https://user:secret@host", Duration.ZERO).authority()).isEqualTo("host");
		assertThat(target("https://host", Duration.ZERO).port()).isEqualTo(443);
		assertThat(target("http://host", Duration.ZERO).port()).isEqualTo(80);
	}

	private void start(Script... scripts) throws IOException {
		this.peer = new ScriptedPeer(scripts);
		this.client = client(Duration.ofSeconds(8));
	}

	private ScriptedPeer peer() {
		return Objects.requireNonNull(this.peer);
	}

	private GrpcClient client() {
		return Objects.requireNonNull(this.client);
	}

	private GrpcClient client(Duration timeout) {
		return new GrpcClient(target("http://localhost:" + peer().port(), timeout));
	}

	private static GrpcTarget target(String uri, Duration timeout) {
		return new GrpcTarget(URI.create(uri), timeout, Duration.ofSeconds(5), () -> null);
	}

	private GrpcAnswer call(int size) throws IOException {
		return call(client(), size);
	}

	private static GrpcAnswer call(GrpcClient client, int size) throws IOException {
		return client.call("test.Service/Method", Map.of("X-Tenant", "blue"), new Zeros(size, false));
	}

	private record Zeros(int size, boolean isCompressed) implements GrpcMessage {

		@Override
		public void writeTo(OutputStream out) throws IOException {
			byte[] zeros = new byte[1000];
			for (int left = this.size; left > 0; left -= zeros.length) {
				out.write(zeros, 0, Math.min(left, zeros.length));
			}
		}

	}

}
