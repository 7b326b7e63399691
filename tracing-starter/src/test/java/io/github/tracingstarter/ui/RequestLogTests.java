package io.github.tracingstarter.ui;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.semconv.HttpAttributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class RequestLogTests {

	private final AtomicLong clock = new AtomicLong();

	private final Tracer tracer = SdkTracerProvider.builder()
		.addSpanProcessor(new RequestLog(
				new UiAddress(new MockEnvironment().withProperty("local.server.port", "8080"), "/tracing"),
				Duration.ofMillis(500), false, (span) -> span.getName().equals("GET /hidden") ? null : span,
				this.clock::get))
		.build()
		.get("test");

	@Test
	void slowOrFailed(CapturedOutput output) {
		String slow = request("GET /slow", SpanKind.SERVER, 612, 200);
		String failed = request("GET /failed", SpanKind.SERVER, 1, 503);
		request("GET /hidden", SpanKind.SERVER, 1, 503);
		request("GET /fast", SpanKind.SERVER, 499, 200);
		request("GET /missing", SpanKind.SERVER, 1, 404);
		request("GET", SpanKind.CLIENT, 5000, 500);
		assertThat(output.getAll().lines().filter((line) -> line.contains(" took ")).toList()).hasSize(2);
		assertThat(output).contains("GET /slow took 612 ms (200): http://localhost:8080/tracing/#/traces/" + slow)
			.contains("GET /failed took 1 ms (503): http://localhost:8080/tracing/#/traces/" + failed);
	}

	@Test
	void tenAMinute(CapturedOutput output) {
		for (int i = 0; i < 25; i++) {
			request("GET /failed", SpanKind.SERVER, 1, 500);
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains(" took "))).hasSize(10);
		this.clock.addAndGet(Duration.ofMinutes(1).toNanos());
		request("GET /later", SpanKind.SERVER, 1, 500);
		request("GET /later", SpanKind.SERVER, 1, 500);
		assertThat(output.getAll()
			.lines()
			.filter((line) -> line.contains("15 more slow or failed requests were not logged"))).hasSize(1);
		assertThat(output.getAll().lines().filter((line) -> line.contains("GET /later took"))).hasSize(2);
	}

	private String request(String name, SpanKind kind, long millis, long status) {
		var span = this.tracer.spanBuilder(name)
			.setSpanKind(kind)
			.setStartTimestamp(1000, TimeUnit.MILLISECONDS)
			.startSpan();
		span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, status);
		span.end(1000 + millis, TimeUnit.MILLISECONDS);
		return span.getSpanContext().getTraceId();
	}

}
