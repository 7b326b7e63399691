package io.github.tracingstarter.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tracingstarter.otlp.OtlpFields;
import io.github.tracingstarter.otlp.ProtobufWriter;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests with the gRPC server of most Java collectors: grpc-java on Netty, with its limit
 * of 4 MiB.
 */
@ExtendWith(OutputCaptureExtension.class)
class GrpcServerTests {

	private final List<String> names = new CopyOnWriteArrayList<>();

	private final AtomicInteger calls = new AtomicInteger();

	private volatile @Nullable StatusRuntimeException refusal;

	private volatile ExportTraceServiceResponse response = ExportTraceServiceResponse.getDefaultInstance();

	private Server server = start(0);

	@AfterEach
	void stop() {
		this.server.shutdownNow();
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "gzip" })
	void aTraceArrives(String compression) {
		try (ConfigurableApplicationContext application = run("tracing.otlp.compression=" + compression)) {
			TestApplication.trace(application);
			await().atMost(Duration.ofSeconds(15)).until(() -> this.names.size() == 2);
			TestApplication.trace(application);
			await().atMost(Duration.ofSeconds(15)).until(() -> this.names.size() == 4);
			assertThat(this.names).hasSize(4);
		}
	}

	@Test
	void aSpanAboveTheLimitIsDroppedAndTheOthersArriveWithinSeconds(CapturedOutput output) {
		try (ConfigurableApplicationContext application = run()) {
			span(application, "before", 10);
			span(application, "huge", 5_000_000);
			for (int i = 0; i < 100; i++) {
				span(application, "after", 10);
			}
			long start = System.nanoTime();
			await().atMost(Duration.ofSeconds(15)).until(() -> this.names.size() == 101);
			assertThat(this.names).hasSize(101).doesNotContain("huge");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
			await().atMost(Duration.ofSeconds(15)).until(() -> output.getAll().contains("gRPC RESOURCE_EXHAUSTED"));
			assertThat(output).contains("gRPC RESOURCE_EXHAUSTED").contains("exceeds maximum size");
		}
	}

	@Test
	void manySpansAboveTheLimitTogetherArriveAll() {
		try (ConfigurableApplicationContext application = run()) {
			for (int i = 0; i < 40; i++) {
				span(application, "large", 500_000);
			}
			await().atMost(Duration.ofSeconds(15)).until(() -> this.names.size() == 40);
			assertThat(this.names).hasSize(40);
		}
	}

	@Test
	void whatTheServerRejectsIsSaidAndCounted(CapturedOutput output) {
		this.response = ExportTraceServiceResponse.newBuilder()
			.setPartialSuccess(ExportTracePartialSuccess.newBuilder()
				.setRejectedSpans(1)
				.setErrorMessage("too old\nWARN forged line"))
			.build();
		try (ConfigurableApplicationContext application = run()) {
			TestApplication.trace(application);
			await().atMost(Duration.ofSeconds(15)).until(() -> output.getAll().contains("rejects 1 of 2 spans"));
			assertThat(output.getAll().lines()).anyMatch((line) -> line.contains("too old WARN forged line"));
			assertThat(application.getBean(BatchingSpanProcessor.class).destinations()).singleElement()
				.satisfies((status) -> {
					assertThat(status.sent()).isEqualTo(1);
					assertThat(status.dropped()).isEqualTo(1);
				});
		}
	}

	@Test
	void theServerSaysWhenToAskAgain() {
		Metadata details = new Metadata();
		// google.rpc.Status with a RetryInfo of 3 seconds.
		details.put(Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER), retryInfo(3));
		this.refusal = Status.UNAVAILABLE.withDescription("wait").asRuntimeException(details);
		try (ConfigurableApplicationContext application = run()) {
			TestApplication.trace(application);
			await().atMost(Duration.ofSeconds(15)).until(() -> this.calls.get() > 0);
			long start = System.nanoTime();
			this.refusal = null;
			await().atMost(Duration.ofSeconds(15)).until(() -> this.names.size() == 2);
			assertThat(this.names).hasSize(2);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(2500),
					Duration.ofSeconds(10));
		}
	}

	@Test
	void aRestartOfTheServerCostsNothing() throws InterruptedException {
		try (ConfigurableApplicationContext application = run()) {
			TestApplication.trace(application);
			await().atMost(Duration.ofSeconds(15)).until(() -> this.names.size() == 2);
			int port = this.server.getPort();
			this.server.shutdownNow().awaitTermination();
			this.server = start(port);
			TestApplication.trace(application);
			await().atMost(Duration.ofSeconds(15)).until(() -> this.names.size() == 4);
			assertThat(this.names).hasSize(4);
		}
	}

	private static byte[] retryInfo(int seconds) {
		byte[] type = "type.googleapis.com/google.rpc.RetryInfo".getBytes(StandardCharsets.US_ASCII);
		ProtobufWriter any = new ProtobufWriter();
		any.bytes(OtlpFields.ANY_TYPE_URL, type);
		any.bytes(OtlpFields.ANY_VALUE, new byte[] { 0x0A, 2, 0x08, (byte) seconds });
		ProtobufWriter status = new ProtobufWriter();
		status.uint64(OtlpFields.RPC_STATUS_CODE, 14);
		status.bytes(OtlpFields.RPC_STATUS_DETAIL, any.toByteArray());
		return status.toByteArray();
	}

	private ConfigurableApplicationContext run(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("tracing.otlp.endpoint=http://localhost:" + this.server.getPort());
		all.add("tracing.otlp.protocol=grpc");
		return TestApplication.run(all.toArray(String[]::new));
	}

	private static void span(ConfigurableApplicationContext application, String name, int size) {
		application.getBean(OpenTelemetry.class)
			.getTracer("test")
			.spanBuilder(name)
			.setNoParent()
			.setAttribute("text", "x".repeat(size))
			.startSpan()
			.end();
	}

	private Server start(int port) {
		try {
			return NettyServerBuilder.forAddress(new InetSocketAddress("localhost", port))
				.addService(GrpcExportService.of(this::export))
				.build()
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void export(byte[] request, StreamObserver<byte[]> observer) {
		if (request.length > 0) {
			// An empty one checks whether a server is there.
			this.calls.incrementAndGet();
		}
		StatusRuntimeException refused = this.refusal;
		if (refused != null) {
			observer.onError(refused);
			return;
		}
		try {
			ExportTraceServiceRequest.parseFrom(request)
				.getResourceSpansList()
				.forEach((resource) -> resource.getScopeSpansList()
					.forEach((scope) -> scope.getSpansList().forEach((span) -> this.names.add(span.getName()))));
			observer.onNext(this.response.toByteArray());
			observer.onCompleted();
		}
		catch (InvalidProtocolBufferException ex) {
			observer.onError(Status.INVALID_ARGUMENT.asRuntimeException());
		}
	}

}
