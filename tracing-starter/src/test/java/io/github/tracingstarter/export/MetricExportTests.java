package io.github.tracingstarter.export;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.tracingstarter.metrics.MeterProviderCustomizer;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.OtlpReceiver.Behaviour;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of metrics that arrive at a collector.
 */
@ExtendWith(OutputCaptureExtension.class)
class MetricExportTests {

	private static final Attributes ROME = Attributes.of(AttributeKey.stringKey("city"), "Rome");

	private final OtlpReceiver receiver = OtlpReceiver.start();

	@AfterEach
	void close() {
		this.receiver.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void whatTheApplicationCountsArrivesWithTheResourceOfItsSpans(String protocol) {
		try (ConfigurableApplicationContext application = run("tracing.otlp.protocol=" + protocol,
				"tracing.service-name=shop")) {
			Meter meter = meter(application);
			meter.counterBuilder("orders").setDescription("Orders").setUnit("{order}").build().add(3, ROME);
			meter.upDownCounterBuilder("stock").ofDoubles().build().add(-1.5);
			meter.gaugeBuilder("heat").ofLongs().buildWithCallback((heat) -> heat.record(-7));
			DoubleHistogram sizes = meter.histogramBuilder("size")
				.setUnit("By")
				.setExplicitBucketBoundariesAdvice(List.of(1.0, 2.0))
				.build();
			sizes.record(0.5, ROME);
			sizes.record(2.0, ROME);
			sizes.record(300, ROME);
			Metric orders = this.receiver.awaitMetric("orders", (metric) -> true);
			assertThat(orders.getDescription()).isEqualTo("Orders");
			assertThat(orders.getUnit()).isEqualTo("{order}");
			assertThat(orders.getSum().getIsMonotonic()).isTrue();
			assertThat(orders.getSum().getAggregationTemporality())
				.isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
			NumberDataPoint point = only(orders.getSum().getDataPointsList());
			assertThat(point.getAsInt()).isEqualTo(3);
			assertThat(point.getStartTimeUnixNano()).isPositive().isLessThanOrEqualTo(point.getTimeUnixNano());
			assertThat(OtlpReceiver.attributes(point.getAttributesList())).isEqualTo(Map.of("city", "Rome"));
			Metric stock = this.receiver.awaitMetric("stock", (metric) -> true);
			assertThat(stock.getSum().getIsMonotonic()).isFalse();
			assertThat(only(stock.getSum().getDataPointsList()).getAsDouble()).isEqualTo(-1.5);
			Metric heat = this.receiver.awaitMetric("heat", (metric) -> true);
			assertThat(only(heat.getGauge().getDataPointsList()).getAsInt()).isEqualTo(-7);
			Metric size = this.receiver.awaitMetric("size", (metric) -> true);
			HistogramDataPoint histogram = only(size.getHistogram().getDataPointsList());
			assertThat(size.getHistogram().getAggregationTemporality())
				.isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
			assertThat(histogram.getCount()).isEqualTo(3);
			assertThat(histogram.getSum()).isEqualTo(302.5);
			assertThat(histogram.getMin()).isEqualTo(0.5);
			assertThat(histogram.getMax()).isEqualTo(300);
			assertThat(histogram.getExplicitBoundsList()).containsExactly(1.0, 2.0);
			assertThat(histogram.getBucketCountsList()).containsExactly(1L, 1L, 1L);
			assertThat(OtlpReceiver.attributes(histogram.getAttributesList())).isEqualTo(Map.of("city", "Rome"));
			TestApplication.trace(application);
			this.receiver.await(2);
			assertThat(this.receiver.metricResources()).isEqualTo(this.receiver.resources()).hasSize(1);
			assertThat(OtlpReceiver.attributes(this.receiver.metricResources().get(0).getAttributesList()))
				.containsEntry("service.name", "shop");
		}
	}

	@Test
	void anExemplarNamesASampledTraceAndNoOther() {
		try (ConfigurableApplicationContext application = run()) {
			DoubleHistogram sizes = meter(application).histogramBuilder("size").build();
			Span span = application.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("buy").startSpan();
			sizes.record(20, ROME, Context.root().with(span));
			sizes.record(2000, ROME, Context.root()
				.with(Span.wrap(io.opentelemetry.api.trace.SpanContext.create("0af7651916cd43dd8448eb211c80319c",
						"b7ad6b7169203331", io.opentelemetry.api.trace.TraceFlags.getDefault(),
						io.opentelemetry.api.trace.TraceState.getDefault()))));
			span.end();
			Metric size = this.receiver.awaitMetric("size",
					(metric) -> only(metric.getHistogram().getDataPointsList()).getCount() == 2);
			Exemplar exemplar = only(only(size.getHistogram().getDataPointsList()).getExemplarsList());
			assertThat(OtlpReceiver.hex(exemplar.getTraceId().toByteArray()))
				.isEqualTo(span.getSpanContext().getTraceId());
			assertThat(OtlpReceiver.hex(exemplar.getSpanId().toByteArray()))
				.isEqualTo(span.getSpanContext().getSpanId());
			assertThat(exemplar.getAsDouble()).isEqualTo(20);
			assertThat(exemplar.getTimeUnixNano()).isPositive();
		}
	}

	@Test
	void deltaAndExponentialIfWanted() {
		try (ConfigurableApplicationContext application = run("tracing.metrics.temporality=delta",
				"tracing.metrics.histogram=exponential")) {
			LongCounter orders = meter(application).counterBuilder("orders").build();
			DoubleHistogram sizes = meter(application).histogramBuilder("size").build();
			sizes.record(0);
			sizes.record(1000);
			orders.add(2);
			Metric size = this.receiver.awaitMetric("size", (metric) -> true);
			Metric first = this.receiver.awaitMetric("orders", (metric) -> true);
			assertThat(first.getSum().getAggregationTemporality())
				.isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
			orders.add(5);
			this.receiver.awaitMetric("orders", (metric) -> only(metric.getSum().getDataPointsList()).getAsInt() == 5);
			assertThat(size.getExponentialHistogram().getAggregationTemporality())
				.isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
			ExponentialHistogramDataPoint point = only(size.getExponentialHistogram().getDataPointsList());
			assertThat(point.getCount()).isEqualTo(2);
			assertThat(point.getZeroCount()).isEqualTo(1);
			assertThat(point.getSum()).isEqualTo(1000);
			assertThat(point.getPositive().getBucketCountsList()).containsExactly(1L);
			double base = Math.pow(2, Math.pow(2, -point.getScale()));
			int index = point.getPositive().getOffset();
			assertThat(1000.0).isGreaterThan(Math.pow(base, index) * 0.9999)
				.isLessThanOrEqualTo(Math.pow(base, index + 1) * 1.0001);
		}
	}

	@Test
	void nothingIsLostInDeltaWhileTheCollectorIsAway(CapturedOutput output) {
		try (ConfigurableApplicationContext application = run("tracing.metrics.temporality=delta")) {
			LongCounter orders = meter(application).counterBuilder("orders").build();
			orders.add(1);
			this.receiver.awaitMetric("orders", (metric) -> true);
			this.receiver.close();
			for (int i = 0; i < 5; i++) {
				orders.add(1);
				flush(application);
			}
			this.receiver.restart();
			Waiting.await(() -> sum("orders") == 6, () -> "6 orders, but there are " + sum("orders"));
		}
		assertThat(output.getOut()).doesNotContain(" metrics");
	}

	private long sum(String name) {
		return this.receiver.metrics()
			.stream()
			.filter((metric) -> metric.getName().equals(name))
			.flatMap((metric) -> metric.getSum().getDataPointsList().stream())
			.mapToLong(NumberDataPoint::getAsInt)
			.sum();
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void aCollectorOfTracesAloneIsToldOnceAndGetsNoMetrics(String protocol, CapturedOutput output) {
		this.receiver.behaveToMetrics(Behaviour.UNKNOWN_SERVICE);
		try (ConfigurableApplicationContext application = run("tracing.otlp.protocol=" + protocol)) {
			meter(application).counterBuilder("orders").build().add(1);
			Waiting.await(() -> output.getOut().contains("takes no metrics"), () -> "a line, but there is " + output);
			flush(application);
			TestApplication.trace(application);
			this.receiver.await(2);
		}
		assertThat(this.receiver.metricRequests()).isZero();
		assertThat(output.getOut()).contains(
				"%s%s takes no metrics".formatted(this.receiver.url(), protocol.equals("grpc") ? "" : "/v1/metrics"));
		assertThat(output.getOut().split(" metrics", -1)).as(output.getOut()).hasSize(2);
	}

	@Test
	void aCollectorThatIsGoneIsToldOfTheSpansAlone(CapturedOutput output) {
		this.receiver.close();
		try (ConfigurableApplicationContext application = run()) {
			meter(application).counterBuilder("orders").build().add(1);
			TestApplication.trace(application);
			Waiting.await(() -> output.getOut().contains("does not accept spans"), () -> "a warning: " + output);
			flush(application);
			this.receiver.restart();
			this.receiver.awaitMetric("orders", (metric) -> true);
		}
		assertThat(output.getOut()).doesNotContain(" metrics");
	}

	@Test
	void aCollectorThatRefusesMetricsIsToldOnce(CapturedOutput output) {
		this.receiver.behaveToMetrics(Behaviour.UNAUTHENTICATED);
		try (ConfigurableApplicationContext application = run()) {
			meter(application).counterBuilder("orders").build().add(1);
			Waiting.await(() -> this.receiver.metricRequests() > 3, () -> "requests");
			TestApplication.trace(application);
			this.receiver.await(2);
		}
		assertThat(output.getOut().split("rejects metrics", -1)).as(output.getOut()).hasSize(2);
	}

	@Test
	void theLastValuesLeaveAtTheEnd() {
		try (ConfigurableApplicationContext application = run("tracing.metrics.interval=1h")) {
			meter(application).counterBuilder("orders").build().add(4);
		}
		assertThat(only(this.receiver.awaitMetric("orders", (metric) -> true).getSum().getDataPointsList()).getAsInt())
			.isEqualTo(4);
		assertThat(threads()).isZero();
	}

	@Test
	void theEndIsNotWaitedForLongerThanWanted() {
		try (ConfigurableApplicationContext application = run("tracing.metrics.interval=1h",
				"tracing.batch.shutdown-timeout=200ms")) {
			this.receiver.behave(Behaviour.BLACKHOLE);
			meter(application).counterBuilder("orders").build().add(4);
			TestApplication.trace(application);
		}
		Waiting.await(() -> threads() == 0, () -> "no thread");
	}

	@Test
	void nothingIsSentToAnAddressThatNobodySetAndWhereNobodyAnswers(CapturedOutput output) {
		try (ConfigurableApplicationContext application = TestApplication.run("tracing.metrics.interval=50ms",
				"tracing.exporters=none")) {
			assertThat(application.getBeanProvider(SdkMeterProvider.class).stream()).isEmpty();
			meter(application).counterBuilder("orders").build().add(1);
			assertThat(threads()).isZero();
		}
		try (ConfigurableApplicationContext application = TestApplication.run("tracing.metrics.interval=50ms")) {
			meter(application).counterBuilder("orders").build().add(1);
			flush(application);
		}
		assertThat(output.getOut()).doesNotContain(" metrics");
	}

	@Test
	void metricsMayGoElsewhere() {
		try (OtlpReceiver other = OtlpReceiver.start();
				ConfigurableApplicationContext application = TestApplication.run("tracing.metrics.interval=50ms",
						"tracing.exporters=none",
						"management.otlp.metrics.export.url=" + other.url() + "/v1/metrics")) {
			meter(application).counterBuilder("orders").build().add(1);
			other.awaitMetric("orders", (metric) -> true);
			assertThat(other.requests()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracing.metrics.enabled=false", "management.otlp.metrics.export.enabled=false",
			"tracing.enabled=false", "management.opentelemetry.enabled=false" })
	void offMeansNoProvider(String property) {
		try (ConfigurableApplicationContext application = run(property)) {
			assertThat(application.getBeanProvider(SdkMeterProvider.class).stream()).isEmpty();
			application.getBeanProvider(OpenTelemetry.class)
				.ifAvailable((api) -> api.getMeter("test").counterBuilder("orders").build().add(1));
			assertThat(threads()).isZero();
		}
		assertThat(this.receiver.metricQuestions() + this.receiver.metricRequests()).isZero();
	}

	@Test
	void theProviderOfTheApplicationWins() {
		try (ConfigurableApplicationContext application = run(WithProvider.class)) {
			meter(application).counterBuilder("orders").build().add(1);
			assertThat(application.getBean(InMemoryMetricReader.class).collectAllMetrics())
				.extracting(MetricData::getName)
				.contains("orders");
			assertThat(threads()).isZero();
		}
		assertThat(this.receiver.metricQuestions() + this.receiver.metricRequests()).isZero();
	}

	@Test
	void readersExportersAndViewsOfTheApplicationAreUsed() {
		Recording recording = new Recording();
		try (ConfigurableApplicationContext application = run(WithReaders.class)) {
			application.getBean(Recording.class).target = recording;
			meter(application).counterBuilder("orders").build().add(1, ROME);
			assertThat(application.getBean(InMemoryMetricReader.class).collectAllMetrics())
				.filteredOn((metric) -> metric.getName().equals("purchases"))
				.singleElement()
				.satisfies((metric) -> assertThat(metric.getLongSumData().getPoints()).singleElement()
					.satisfies((point) -> assertThat(point.getAttributes().isEmpty()).isTrue()));
			this.receiver.awaitMetric("purchases", (metric) -> true);
		}
		assertThat(recording.metrics).extracting(MetricData::getName).contains("purchases");
	}

	@Test
	void tooManySeriesAreCountedTogetherAndToldOnce(CapturedOutput output) {
		try (ConfigurableApplicationContext application = run("tracing.metrics.max-series=10")) {
			LongCounter orders = meter(application).counterBuilder("orders").build();
			for (int i = 0; i < 1_000; i++) {
				orders.add(1, Attributes.of(AttributeKey.longKey("customer"), (long) i));
			}
			Metric metric = this.receiver.awaitMetric("orders",
					(newest) -> newest.getSum()
						.getDataPointsList()
						.stream()
						.mapToLong(NumberDataPoint::getAsInt)
						.sum() == 1_000);
			assertThat(metric.getSum().getDataPointsList()).hasSize(10)
				.anySatisfy((point) -> assertThat(OtlpReceiver.attributes(point.getAttributesList()))
					.isEqualTo(Map.of("otel.metric.overflow", true)));
			flush(application);
			flush(application);
		}
		assertThat(output.getAll().split("maximum allowed cardinality", -1)).as(output.getAll()).hasSize(2);
		assertThat(output.getAll().lines().filter((line) -> line.contains("maximum allowed cardinality")))
			.singleElement()
			.asString()
			.contains("orders");
	}

	private ConfigurableApplicationContext run(String... properties) {
		return run(TestApplication.class, properties);
	}

	private ConfigurableApplicationContext run(Class<?> configuration, String... properties) {
		List<String> all = new ArrayList<>(
				List.of("tracing.otlp.endpoint=" + this.receiver.url(), "tracing.metrics.interval=50ms"));
		all.addAll(List.of(properties));
		return TestApplication.run(configuration, all.toArray(String[]::new));
	}

	private static Meter meter(ConfigurableApplicationContext application) {
		return application.getBean(OpenTelemetry.class).getMeter("test");
	}

	private static void flush(ConfigurableApplicationContext application) {
		application.getBean(SdkMeterProvider.class).forceFlush().join(10, java.util.concurrent.TimeUnit.SECONDS);
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("tracing-export-metrics"))
			.count();
	}

	private static <T> T only(List<T> list) {
		assertThat(list).hasSize(1);
		return list.get(0);
	}

	@Configuration(proxyBeanMethods = false)
	static class WithProvider {

		@Bean
		InMemoryMetricReader reader() {
			return InMemoryMetricReader.create();
		}

		@Bean
		SdkMeterProvider provider(InMemoryMetricReader reader) {
			return SdkMeterProvider.builder().registerMetricReader(reader).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithReaders {

		@Bean
		InMemoryMetricReader reader() {
			return InMemoryMetricReader.create();
		}

		@Bean
		Recording recording() {
			return new Recording();
		}

		@Bean
		MeterProviderCustomizer views() {
			return (builder) -> builder.registerView(InstrumentSelector.builder().setName("orders").build(),
					View.builder().setName("purchases").setAttributeFilter((key) -> false).build());
		}

	}

	static final class Recording implements MetricExporter {

		private final List<MetricData> metrics = new CopyOnWriteArrayList<>();

		private volatile Recording target = this;

		@Override
		public io.opentelemetry.sdk.metrics.data.AggregationTemporality getAggregationTemporality(InstrumentType type) {
			return io.opentelemetry.sdk.metrics.data.AggregationTemporality.CUMULATIVE;
		}

		@Override
		public CompletableResultCode export(Collection<MetricData> all) {
			this.target.metrics.addAll(all);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

}
