package io.github.tracingstarter.ui.store;

import java.time.Duration;

import io.github.tracingstarter.testing.HotPathBenchmark;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.semconv.ClientAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.NetworkAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The cost of each ended span for the thread of a request while the page is on, with no
 * other work, about two microseconds of it, or twenty between two spans. Each round
 * begins with an empty ring and fills less than half of it, so that every span is
 * accepted, because refusing one is cheaper.
 */
public class StoreBenchmark extends HotPathBenchmark {

	private static final int ROUND = 1024;

	/** The amount of work between two spans. */
	@Param({ "0", "1000", "10000" })
	public int work;

	private BoundedTraceStore store;

	private StoringSpanProcessor processor;

	private ReadableSpan span;

	@Setup
	public void endSpan() {
		this.store = new BoundedTraceStore(32 * 1024 * 1024, Duration.ofMillis(500), (span) -> span);
		this.processor = new StoringSpanProcessor(this.store, false);
		try (SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
			var started = provider.get("io.github.tracingstarter")
				.spanBuilder("GET /users/{id}/items")
				.setSpanKind(SpanKind.SERVER)
				.setAllAttributes(attributes())
				.startSpan();
			started.end();
			this.span = (ReadableSpan) started;
		}
	}

	private static Attributes attributes() {
		return Attributes.builder()
			.put(HttpAttributes.HTTP_REQUEST_METHOD, "GET")
			.put(HttpAttributes.HTTP_ROUTE, "/users/{id}/items")
			.put(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, 200L)
			.put(UrlAttributes.URL_PATH, "/users/42/items")
			.put(ServerAttributes.SERVER_ADDRESS, "localhost")
			.put(ServerAttributes.SERVER_PORT, 8080L)
			.put(ClientAttributes.CLIENT_ADDRESS, "127.0.0.1")
			.put(NetworkAttributes.NETWORK_PROTOCOL_VERSION, "1.1")
			.build();
	}

	@Setup(Level.Invocation)
	public void emptyStore() {
		this.store.clear();
	}

	@TearDown
	public void stop() {
		this.store.close();
		if (this.store.dropped() > 0) {
			throw new IllegalStateException("%d spans were refused".formatted(this.store.dropped()));
		}
	}

	/**
	 * Only the work.
	 */
	@Benchmark
	@OperationsPerInvocation(ROUND)
	public void without() {
		for (int i = 0; i < ROUND; i++) {
			Blackhole.consumeCPU(this.work);
		}
	}

	/**
	 * The work, and adding the span.
	 */
	@Benchmark
	@OperationsPerInvocation(ROUND)
	public void handOver() {
		for (int i = 0; i < ROUND; i++) {
			Blackhole.consumeCPU(this.work);
			this.processor.onEnd(this.span);
		}
	}

}
