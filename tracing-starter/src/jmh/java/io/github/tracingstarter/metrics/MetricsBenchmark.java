package io.github.tracingstarter.metrics;

import java.util.Map;

import io.github.tracingstarter.measurement.RequestListener;
import io.github.tracingstarter.measurement.ServedRequest;
import io.github.tracingstarter.testing.HotPathBenchmark;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * The cost of recording the duration of a request, of a call and of a statement.
 */
public class MetricsBenchmark extends HotPathBenchmark {

	@Param({ "false", "true" })
	public boolean sampled;

	private final SdkMeterProvider provider = SdkMeterProvider.builder()
		.registerMetricReader(InMemoryMetricReader.create())
		.build();

	private final StandardMetrics metrics = create(this.provider);

	private final Attributes query = Attributes.of(AttributeKey.stringKey("db.query.summary"), "SELECT users");

	private Request request;

	/**
	 * Creates a listener that records the durations of requests.
	 * @param provider the provider of its meter
	 * @return the listener
	 */
	public static RequestListener standardMetrics(SdkMeterProvider provider) {
		return create(provider);
	}

	private static StandardMetrics create(SdkMeterProvider provider) {
		return new StandardMetrics(provider.get("benchmark"), new Binder(new MapConfigurationPropertySource(Map.of()))
			.bindOrCreate("tracing.metrics", MetricsProperties.class));
	}

	@Setup
	public void start() {
		SpanContext span = SpanContext.create("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331",
				this.sampled ? TraceFlags.getSampled() : TraceFlags.getDefault(), TraceState.getDefault());
		this.request = new Request(Context.root().with(Span.wrap(span)));
	}

	@TearDown
	public void stop() {
		this.provider.close();
	}

	@Benchmark
	public void request() {
		this.metrics.ended(this.request);
	}

	@Benchmark
	public void call() {
		this.metrics.called("GET", "stock.example", 8080, 200, null, 1_234_567, this.request.trace());
	}

	@Benchmark
	public void statement() {
		this.metrics.executed(this.query, null, null, 1_234_567, this.request.trace());
	}

	private record Request(Context trace) implements ServedRequest {

		@Override
		public String method() {
			return "GET";
		}

		@Override
		public String route() {
			return "/users/{id}/items";
		}

		@Override
		public String scheme() {
			return "http";
		}

		@Override
		public String protocolVersion() {
			return "1.1";
		}

		@Override
		public int status() {
			return 200;
		}

		@Override
		public String errorType() {
			return null;
		}

		@Override
		public long nanos() {
			return 1_234_567;
		}

		@Override
		public boolean isExcluded() {
			return false;
		}

	}

}
