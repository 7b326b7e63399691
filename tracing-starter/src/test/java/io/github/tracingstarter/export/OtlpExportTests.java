package io.github.tracingstarter.export;

import java.util.Map;

import io.github.tracingstarter.testing.OtlpReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of export over OTLP: what a real application sends to a real receiver.
 */
class OtlpExportTests {

	private final OtlpReceiver receiver = OtlpReceiver.start();

	@AfterEach
	void close() {
		this.receiver.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void aTraceArrives(String protocol) {
		try (ConfigurableApplicationContext application = TestApplication.run(
				"tracing.otlp.endpoint=" + this.receiver.url(), "tracing.otlp.protocol=" + protocol,
				"spring.application.name=shop")) {
			String traceId = TestApplication.trace(application);
			assertThat(this.receiver.await(2)).extracting((span) -> OtlpReceiver.hex(span.getTraceId().toByteArray()))
				.containsExactly(traceId, traceId);
			assertThat(this.receiver.tree()).isEqualTo("""
					SERVER GET /users/{id}
					  CLIENT SELECT users !
					""");
			Span client = this.receiver.spans().get(0);
			assertThat(OtlpReceiver.attributes(client.getAttributesList()))
				.containsExactly(Map.entry("db.query.text", "SELECT * FROM users WHERE id = ?"));
			assertThat(this.receiver.resources()).singleElement()
				.satisfies((resource) -> assertThat(OtlpReceiver.attributes(resource.getAttributesList()))
					.containsEntry("service.name", "shop"));
		}
	}

	@Test
	void grpcIsTheDefault() {
		try (ConfigurableApplicationContext application = TestApplication
			.run("tracing.otlp.endpoint=" + this.receiver.url())) {
			TestApplication.trace(application);
			assertThat(this.receiver.awaitRequests(1)).singleElement()
				.satisfies((request) -> assertThat(request).containsEntry("content-type", "application/grpc")
					.containsEntry(":path", "/opentelemetry.proto.collector.trace.v1.TraceService/Export"));
		}
	}

	@Test
	void headersAndCompressionAreSent() {
		try (ConfigurableApplicationContext application = TestApplication.run(
				"tracing.otlp.endpoint=" + this.receiver.url(), "tracing.otlp.protocol=http",
				"tracing.otlp.compression=gzip", "tracing.otlp.headers.authorization=Bearer 123")) {
			TestApplication.trace(application);
			this.receiver.await(2);
			assertThat(this.receiver.requests()).singleElement()
				.satisfies((request) -> assertThat(request).containsEntry("authorization", "Bearer 123")
					.containsEntry("content-encoding", "gzip")
					.containsEntry(":path", "/v1/traces"));
			assertThat(this.receiver.count()).isEqualTo(2);
		}
	}

	@Test
	void spansThatWaitAreSentOnShutdown() {
		try (ConfigurableApplicationContext application = TestApplication
			.run("tracing.otlp.endpoint=" + this.receiver.url(), "tracing.batch.schedule-delay=1h")) {
			TestApplication.trace(application);
		}
		assertThat(this.receiver.count()).isEqualTo(2);
	}

	@Test
	void nothingConnectsAndNoThreadStartsBeforeTheFirstSpan() {
		try (ConfigurableApplicationContext application = TestApplication
			.run("tracing.otlp.endpoint=" + this.receiver.url())) {
			assertThat(TestApplication.exportThreads()).isZero();
			TestApplication.trace(application);
			this.receiver.await(2);
			assertThat(TestApplication.exportThreads()).isOne();
			assertThat(this.receiver.requests()).hasSize(1);
		}
		assertThat(TestApplication.exportThreads()).isZero();
	}

}
