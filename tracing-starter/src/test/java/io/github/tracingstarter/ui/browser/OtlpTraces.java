package io.github.tracingstarter.ui.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

/**
 * Traces of another application, sent as that application would send them.
 */
final class OtlpTraces {

	private final String service;

	private final ScopeSpans.Builder spans = ScopeSpans.newBuilder();

	private final long now;

	OtlpTraces() {
		this("other-service");
	}

	OtlpTraces(String service) {
		this(service, now());
	}

	/**
	 * Creates the traces of another service at the same time.
	 */
	OtlpTraces(String service, long now) {
		this.service = service;
		this.now = now;
	}

	static long now() {
		return TimeUnit.SECONDS.toNanos(Instant.now().getEpochSecond());
	}

	/**
	 * Adds a span, which is that of a request if it has no parent, and otherwise that of
	 * a call.
	 * @param trace a number for the trace
	 * @param span a number for the span, starting at 1
	 * @param parent the number of its parent, or 0
	 * @param name the name
	 * @param startMicros when it starts, from now
	 * @param micros how long it takes
	 * @param attributes keys and values in turn
	 * @return this
	 */
	OtlpTraces span(long trace, long span, long parent, String name, long startMicros, long micros,
			String... attributes) {
		return span(trace, span, parent, name, startMicros, micros,
				(parent == 0) ? Span.SpanKind.SPAN_KIND_SERVER : Span.SpanKind.SPAN_KIND_CLIENT, attributes);
	}

	/**
	 * Adds the span of a request from another service.
	 */
	OtlpTraces served(long trace, long span, long parent, String name, long startMicros, long micros,
			String... attributes) {
		return span(trace, span, parent, name, startMicros, micros, Span.SpanKind.SPAN_KIND_SERVER, attributes);
	}

	private OtlpTraces span(long trace, long span, long parent, String name, long startMicros, long micros,
			Span.SpanKind kind, String... attributes) {
		Span.Builder builder = Span.newBuilder()
			.setTraceId(ByteString.copyFrom(ByteBuffer.allocate(16).putLong(1).putLong(trace).array()))
			.setSpanId(id(span))
			.setName(name)
			.setKind(kind)
			.setStartTimeUnixNano(this.now + startMicros * 1000)
			.setEndTimeUnixNano(this.now + (startMicros + micros) * 1000);
		if (parent != 0) {
			builder.setParentSpanId(id(parent));
		}
		for (int i = 0; i < attributes.length; i += 2) {
			builder.addAttributes(KeyValue.newBuilder()
				.setKey(attributes[i])
				.setValue(AnyValue.newBuilder().setStringValue(attributes[i + 1])));
			if (attributes[i].equals("error.type")) {
				builder.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
			}
		}
		this.spans.addSpans(builder);
		return this;
	}

	/**
	 * Sends all traces.
	 * @param port the port to send to
	 */
	void send(int port) {
		ExportTraceServiceRequest request = ExportTraceServiceRequest.newBuilder()
			.addResourceSpans(ResourceSpans.newBuilder()
				.setResource(Resource.newBuilder()
					.addAttributes(KeyValue.newBuilder()
						.setKey("service.name")
						.setValue(AnyValue.newBuilder().setStringValue(this.service))))
				.addScopeSpans(this.spans))
			.build();
		post(port, "/v1/traces", request.toByteArray());
	}

	static void post(int port, String path, byte[] message) {
		try {
			HttpResponse<Void> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
					.header("Content-Type", "application/x-protobuf")
					.POST(HttpRequest.BodyPublishers.ofByteArray(message))
					.build(), HttpResponse.BodyHandlers.discarding());
			if (response.statusCode() != 200) {
				throw new IllegalStateException("status " + response.statusCode());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the id of a trace as the page shows it.
	 * @param trace its number
	 * @return the id in hex
	 */
	static String traceId(long trace) {
		return "%016x%016x".formatted(1, trace);
	}

	private static ByteString id(long number) {
		return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(number).array());
	}

}
