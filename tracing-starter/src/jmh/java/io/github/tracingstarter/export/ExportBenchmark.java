package io.github.tracingstarter.export;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import io.github.tracingstarter.otlp.EncodingBenchmark;
import io.github.tracingstarter.testing.BenchmarkApplication;
import io.github.tracingstarter.testing.HotPathBenchmark;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From finished spans of requests until a server has received them over gRPC: the
 * starter's queue, encoder and sender, and OpenTelemetry's {@code BatchSpanProcessor}
 * with its exporter, with queues and requests of the same size.
 */
public class ExportBenchmark extends HotPathBenchmark {

	private static final int SPANS = 2048;

	private static final int FLOOD = 200_000;

	@Param
	public Export export;

	private final LongAdder arrived = new LongAdder();

	private final List<ReadableSpan> spans = new ArrayList<>();

	private Server server;

	private BenchmarkApplication application;

	private SpanProcessor processor;

	@Setup
	public void start() throws IOException {
		this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.addService(GrpcExportService.of((request, response) -> {
				this.arrived.add(size(request));
				response.onNext(new byte[0]);
				response.onCompleted();
			}))
			.build()
			.start();
		String endpoint = "http://localhost:" + this.server.getPort();
		this.application = (this.export == Export.OURS) ? BenchmarkApplication.startExporting(endpoint)
				: BenchmarkApplication.startBatchSpanProcessor(endpoint, 32_768, SPANS);
		this.processor = this.application.exportingProcessor();
		for (int i = 0; i < SPANS; i++) {
			var span = this.application.spans()
				.span("GET /users/{id}/items", SpanKind.SERVER, Context.root())
				.setAllAttributes(EncodingBenchmark.attributes())
				.startSpan();
			span.end();
			this.spans.add((ReadableSpan) span);
		}
		this.processor.forceFlush().join(10, TimeUnit.SECONDS);
	}

	private static int size(byte[] request) {
		try {
			return ExportTraceServiceRequest.parseFrom(request).getResourceSpans(0).getScopeSpans(0).getSpansCount();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@TearDown
	public void stop() {
		this.application.close();
		this.server.shutdownNow();
	}

	/**
	 * As many spans as fit in one request, until the server has them. The figure is for
	 * each span. It does not wait for a flush, because that of {@code BatchSpanProcessor}
	 * returns at once while another one is ending.
	 */
	@Benchmark
	@OperationsPerInvocation(SPANS)
	public void arrival() {
		long expected = this.arrived.sum() + SPANS;
		for (ReadableSpan span : this.spans) {
			this.processor.onEnd(span);
		}
		this.processor.forceFlush();
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (this.arrived.sum() < expected) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("Spans were lost");
			}
			LockSupport.parkNanos(20_000);
		}
	}

	/**
	 * More spans than the queue can hold, as fast as one thread can end them.
	 * @param share counts those that arrive
	 */
	@Benchmark
	@OperationsPerInvocation(FLOOD)
	public void flood(Share share) {
		long before = this.arrived.sum();
		for (int i = 0; i < FLOOD; i++) {
			this.processor.onEnd(this.spans.get(i % SPANS));
		}
		this.processor.forceFlush().join(10, TimeUnit.SECONDS);
		share.ended += FLOOD;
		share.arrived += this.arrived.sum() - before;
	}

	/**
	 * The number of spans that arrived, summed over the iterations.
	 */
	@AuxCounters(AuxCounters.Type.EVENTS)
	@State(Scope.Thread)
	public static class Share {

		public long ended;

		public long arrived;

	}

	/**
	 * The exporter of the spans.
	 */
	public enum Export {

		/** The starter. */
		OURS,

		/** OpenTelemetry's processor and exporter. */
		BATCH_SPAN_PROCESSOR

	}

}
