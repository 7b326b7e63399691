package io.github.tracingstarter.export;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.tracingstarter.export.ExportFailure.Remedy;
import io.github.tracingstarter.export.OtlpProperties.Compression;
import io.github.tracingstarter.export.OtlpProperties.Protocol;
import io.github.tracingstarter.otlp.OtlpFields;
import io.github.tracingstarter.otlp.OtlpRequest;
import io.github.tracingstarter.otlp.ProtobufWriter;
import io.github.tracingstarter.otlp.SpanEncoder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of the handling of a response over HTTP.
 */
class OtlpHttpTests {

	private final List<Integer> lengths = new CopyOnWriteArrayList<>();

	private @Nullable HttpServer server;

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.stop(0);
		}
	}

	@Test
	void whatIsTaken() throws IOException {
		send(answering(200, "application/x-protobuf", new byte[0]));
		send(answering(200, null, "{}".getBytes(StandardCharsets.UTF_8)));
		send(answering(202, "application/json", "{\"partialSuccess\":{}}".getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void partOfIt() throws IOException {
		byte[] response = ExportTraceServiceResponse.newBuilder()
			.setPartialSuccess(ExportTracePartialSuccess.newBuilder().setRejectedSpans(3).setErrorMessage("too old"))
			.build()
			.toByteArray();
		ExportFailure failure = refused(answering(200, "application/x-protobuf", response));
		assertThat(failure).isEqualTo(new ExportFailure("too old", Remedy.TAKEN, null, 3, null));
	}

	@Test
	void aPageIsNoAnswer() throws IOException {
		ExportFailure failure = refused(
				answering(200, "text/html;charset=utf-8", "<p>Log in</p>".getBytes(StandardCharsets.UTF_8)));
		assertThat(failure.remedy()).isEqualTo(Remedy.NONE);
		assertThat(failure.reason()).contains("text/html").contains("Log in").doesNotContain("<p>");
	}

	@ParameterizedTest
	@CsvSource({ "500, text/plain, NONE", "503, text/plain, RETRY", "413, text/plain, HALVE", "302, text/plain, NONE" })
	void theBodyOfAnErrorIsToldInOneLine(int status, String type, Remedy remedy) throws IOException {
		ExportFailure failure = refused(
				answering(status, type, ("disk full\r\n2026 ERROR forged\u001b[31m\u2028\u202e " + "x".repeat(10_000))
					.getBytes(StandardCharsets.UTF_8)));
		assertThat(failure.remedy()).isEqualTo(remedy);
		assertThat(failure.reason())
			.startsWith("it responds with HTTP %d: disk full 2026 ERROR forged [31m x".formatted(status))
			.hasSizeLessThanOrEqualTo(500)
			.doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028]");
	}

	@Test
	void theMessageOfAStatusIsTold() throws IOException {
		ProtobufWriter status = new ProtobufWriter();
		status.uint64(OtlpFields.RPC_STATUS_CODE, 3);
		status.string(OtlpFields.RPC_STATUS_MESSAGE, "no such tenant");
		assertThat(refused(answering(400, "application/x-protobuf", status.toByteArray())).reason())
			.isEqualTo("it responds with HTTP 400: no such tenant");
	}

	@Test
	void garbageForAnAnswer() throws IOException {
		byte[] garbage = new byte[100_000];
		Arrays.fill(garbage, (byte) 0xFF);
		send(answering(200, "application/x-protobuf", garbage));
		assertThat(refused(answering(400, "application/x-protobuf", garbage)).reason())
			.isEqualTo("it responds with HTTP 400");
	}

	@Test
	void whenToAskAgain() {
		assertThat(OtlpAnswer.retryAfter("7")).isEqualTo(Duration.ofSeconds(7));
		String date = DateTimeFormatter.RFC_1123_DATE_TIME
			.format(Instant.now().plusSeconds(60).atOffset(ZoneOffset.UTC));
		assertThat(OtlpAnswer.retryAfter(date)).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
		for (String wrong : List.of("", "soon", "-1", "99999999999999999999")) {
			assertThat(OtlpAnswer.retryAfter(wrong)).as(wrong).isNull();
		}
		assertThat(OtlpAnswer.retryInfo("no base64!")).isNull();
		assertThat(OtlpAnswer.retryInfo("////")).isNull();
	}

	@Test
	void theServersPauseIsKeptWithinBounds() {
		BackOff backOff = new BackOff();
		assertThat(backOff.nextNanos(Duration.ofSeconds(30))).isBetween(Duration.ofSeconds(30).toNanos(),
				Duration.ofSeconds(36).toNanos());
		assertThat(backOff.nextNanos(Duration.ofDays(1))).isLessThanOrEqualTo(Duration.ofSeconds(144).toNanos());
		assertThat(backOff.nextNanos(Duration.ofSeconds(-5))).isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
		assertThat(backOff.nextNanos(Duration.ZERO)).isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
		Duration longAgo = OtlpAnswer.retryAfter("Mon, 01 Jan 0001 00:00:00 GMT");
		assertThat(longAgo).isNotNull();
		assertThat(backOff.nextNanos(longAgo)).isBetween(Duration.ofSeconds(1).toNanos(),
				Duration.ofSeconds(2).toNanos());
	}

	@Test
	void aRequestIsSentAsAWhole() throws IOException {
		HttpServer whole = start((exchange) -> {
			this.lengths.add(exchange.getRequestBody().readAllBytes().length);
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		OtlpSender sender = sender(whole, Map.of());
		for (int size : new int[] { 0, 1, 16_000, 16_384, 3_000_000, 100 }) {
			OtlpRequest request = request(size);
			sender.send(OtlpSignal.TRACES, request);
			assertThat(this.lengths.get(this.lengths.size() - 1)).isEqualTo(request.size());
		}
		sender.shutdown();
	}

	@Test
	void headersThatHttpDoesNotAllow() throws IOException {
		HttpServer any = answering(200, null, new byte[0]);
		sender(any, Map.of("authorization", "Bearer 123\n", "host", "x", "connection", "close")).send(OtlpSignal.TRACES,
				request(1));
		assertThatIllegalStateException().isThrownBy(() -> sender(any, Map.of("x-key", "sec\nret")))
			.withMessageContaining("x-key")
			.withMessageNotContaining("ret'");
		assertThatIllegalStateException().isThrownBy(() -> sender(any, Map.of("x key", "secret")));
	}

	private static OtlpRequest request(int size) {
		return OtlpRequest.of((size == 0) ? List.of()
				: List.of(new SpanEncoder().encode(TestSpanData.builder()
					.setName("x".repeat(size))
					.setKind(SpanKind.INTERNAL)
					.setStartEpochNanos(1)
					.setEndEpochNanos(2)
					.setStatus(StatusData.unset())
					.setHasEnded(true)
					.build())));
	}

	private void send(HttpServer to) throws IOException {
		OtlpSender sender = sender(to, Map.of());
		sender.send(OtlpSignal.TRACES, request(10));
		sender.shutdown();
	}

	private ExportFailure refused(HttpServer by) {
		List<ExportFailure> failures = new ArrayList<>();
		assertThatExceptionOfType(OtlpRefusal.class).isThrownBy(() -> send(by))
			.satisfies((ex) -> failures.add(ex.failure()));
		return failures.get(0);
	}

	private static OtlpSender sender(HttpServer to, Map<String, String> headers) {
		return OtlpSender.of(new OtlpSettings(
				HttpEndpoint.parse("endpoint", "http://localhost:%d/v1/traces".formatted(to.getAddress().getPort()),
						""),
				Protocol.HTTP, headers, Compression.NONE, Duration.ofSeconds(10), Duration.ofSeconds(10), null));
	}

	private HttpServer answering(int status, @Nullable String type, byte[] body) throws IOException {
		return start((exchange) -> {
			exchange.getRequestBody().readAllBytes();
			if (type != null) {
				exchange.getResponseHeaders().set("Content-Type", type);
			}
			exchange.sendResponseHeaders(status, (body.length > 0) ? body.length : -1);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
	}

	private HttpServer start(Answering answering) throws IOException {
		stop();
		HttpServer started = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		started.createContext("/", answering::handle);
		started.start();
		this.server = started;
		return started;
	}

	private interface Answering {

		void handle(HttpExchange exchange) throws IOException;

	}

}
