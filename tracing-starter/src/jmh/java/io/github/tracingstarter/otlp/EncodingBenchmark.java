package io.github.tracingstarter.otlp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.testing.HotPathBenchmark;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.exporter.internal.otlp.traces.LowAllocationTraceRequestMarshaler;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.semconv.ClientAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.NetworkAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import io.opentelemetry.semconv.UserAgentAttributes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/**
 * From finished spans of requests to the bytes of an OTLP request, a batch at a time. The
 * figures are for each span.
 */
public class EncodingBenchmark extends HotPathBenchmark {

	private static final int BATCH = 512;

	private final List<SpanData> spans = new ArrayList<>();

	private final SpanEncoder encoder = new SpanEncoder();

	private final LowAllocationTraceRequestMarshaler marshaler = new LowAllocationTraceRequestMarshaler();

	private final OutputStream nowhere = OutputStream.nullOutputStream();

	@Setup
	public void makeSpans() {
		try (SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
			for (int i = 0; i < BATCH; i++) {
				var span = provider.get("io.github.tracingstarter")
					.spanBuilder("GET /users/{id}/items")
					.setSpanKind(SpanKind.SERVER)
					.setAllAttributes(attributes())
					.startSpan();
				span.end();
				this.spans.add(((ReadableSpan) span).toSpanData());
			}
		}
	}

	/**
	 * Creates the attributes of a request's span.
	 * @return new attributes, whose texts are also new
	 */
	public static Attributes attributes() {
		return Attributes.builder()
			.put(HttpAttributes.HTTP_REQUEST_METHOD, "GET")
			.put(HttpAttributes.HTTP_ROUTE, "/users/{id}/items")
			.put(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, 200L)
			.put(UrlAttributes.URL_PATH, read("/users/42/items"))
			.put(UrlAttributes.URL_SCHEME, "http")
			.put(ServerAttributes.SERVER_ADDRESS, read("localhost"))
			.put(ServerAttributes.SERVER_PORT, 8080L)
			.put(ClientAttributes.CLIENT_ADDRESS, "127.0.0.1")
			.put(NetworkAttributes.NETWORK_PROTOCOL_VERSION, "1.1")
			.put(UserAgentAttributes.USER_AGENT_ORIGINAL, read("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"))
			.build();
	}

	/**
	 * Returns a text as a server reads it from a request, which is a new object each
	 * time.
	 */
	private static String read(String text) {
		return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
	}

	/**
	 * The starter's encoder.
	 */
	@Benchmark
	@OperationsPerInvocation(BATCH)
	public void ours() throws IOException {
		List<EncodedRecord> encoded = new ArrayList<>(BATCH);
		for (SpanData span : this.spans) {
			encoded.add(this.encoder.encode(span));
		}
		OtlpRequest.of(encoded).writeTo(this.nowhere);
	}

	/**
	 * OpenTelemetry's exporter with its default memory mode.
	 */
	@Benchmark
	@OperationsPerInvocation(BATCH)
	public void openTelemetry() throws IOException {
		this.marshaler.initialize(this.spans);
		this.marshaler.writeBinaryTo(this.nowhere);
		this.marshaler.reset();
	}

}
