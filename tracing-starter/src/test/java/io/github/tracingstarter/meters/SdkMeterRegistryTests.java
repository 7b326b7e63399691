package io.github.tracingstarter.meters;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each kind of meter as it is exported and as it is read.
 */
@ExtendWith(OutputCaptureExtension.class)
class SdkMeterRegistryTests {

	private final InMemoryMetricReader reader = InMemoryMetricReader.create();

	private final SdkMeterProvider provider = SdkMeterProvider.builder().registerMetricReader(this.reader).build();

	private final SdkMeterRegistry registry = new SdkMeterRegistry(Clock.SYSTEM, this.provider.get("test"));

	@AfterEach
	void close() {
		this.registry.close();
		this.provider.close();
	}

	@Test
	void aTimerIsAHistogramOfSecondsAndItsMaximum() {
		Timer timer = Timer.builder("shop.orders").description("Orders.").tag("city", "Rome").register(this.registry);
		timer.record(Duration.ofMillis(20));
		timer.record(Duration.ofMillis(300));
		assertThat(timer.count()).isEqualTo(2);
		assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(320);
		assertThat(timer.max(TimeUnit.MILLISECONDS)).isEqualTo(300);
		Map<String, MetricData> metrics = metrics();
		assertThat(metrics).containsOnlyKeys("shop.orders", "shop.orders.max");
		MetricData orders = metrics.get("shop.orders");
		assertThat(orders.getUnit()).isEqualTo("s");
		assertThat(orders.getDescription()).isEqualTo("Orders.");
		HistogramPointData point = orders.getHistogramData().getPoints().iterator().next();
		assertThat(point.getAttributes().asMap()).isEqualTo(Map.of(AttributeKey.stringKey("city"), "Rome"));
		assertThat(point.getSum()).isEqualTo(0.32);
		assertThat(point.getBoundaries()).startsWith(0.005, 0.01, 0.025).endsWith(10.0);
		assertThat(point.getCounts()).containsExactly(0L, 0L, 1L, 0L, 0L, 0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
		assertThat(values(metrics.get("shop.orders.max"))).isEqualTo(Map.of("{city=\"Rome\"}", 0.3));
	}

	@Test
	void theBucketsOfATimerAreThoseThatTheApplicationWants() {
		Timer.builder("objectives")
			.serviceLevelObjectives(Duration.ofMillis(100), Duration.ofMillis(250))
			.register(this.registry)
			.record(Duration.ofMillis(150));
		Timer.builder("percentiles")
			.publishPercentileHistogram()
			.minimumExpectedValue(Duration.ofMillis(1))
			.maximumExpectedValue(Duration.ofSeconds(1))
			.register(this.registry)
			.record(Duration.ofMillis(150));
		Map<String, MetricData> metrics = metrics();
		HistogramPointData objectives = metrics.get("objectives").getHistogramData().getPoints().iterator().next();
		assertThat(objectives.getBoundaries()).containsExactly(0.1, 0.25);
		assertThat(objectives.getCounts()).containsExactly(0L, 1L, 0L);
		assertThat(metrics.get("percentiles").getHistogramData().getPoints().iterator().next().getBoundaries())
			.hasSizeGreaterThan(30)
			.startsWith(0.001)
			.endsWith(1.0);
	}

	@Test
	void percentilesAreGauges() {
		Timer.builder("shop.orders").publishPercentiles(0.5).register(this.registry).record(Duration.ofMillis(200));
		Map<String, MetricData> metrics = metrics();
		assertThat(metrics).containsOnlyKeys("shop.orders", "shop.orders.max", "shop.orders.percentile");
		assertThat(values(metrics.get("shop.orders.percentile"))).hasEntrySatisfying("{phi=\"0.5\"}",
				(value) -> assertThat(value).isBetween(0.18, 0.22));
	}

	@Test
	void aSummaryHasBucketsWhereTheyAreKnown() {
		DistributionSummary plain = DistributionSummary.builder("sizes").baseUnit("bytes").register(this.registry);
		plain.record(70);
		plain.record(30);
		DistributionSummary.builder("scaled")
			.scale(100)
			.serviceLevelObjectives(50, 90)
			.register(this.registry)
			.record(0.6);
		assertThat(plain.count()).isEqualTo(2);
		assertThat(plain.totalAmount()).isEqualTo(100);
		Map<String, MetricData> metrics = metrics();
		assertThat(metrics).containsOnlyKeys("sizes", "sizes.max", "scaled", "scaled.max");
		assertThat(metrics.get("sizes").getUnit()).isEqualTo("By");
		HistogramPointData sizes = metrics.get("sizes").getHistogramData().getPoints().iterator().next();
		assertThat(sizes.getSum()).isEqualTo(100);
		assertThat(sizes.getBoundaries()).isEmpty();
		assertThat(values(metrics.get("sizes.max"))).containsOnly(Map.entry("{}", 70.0));
		HistogramPointData scaled = metrics.get("scaled").getHistogramData().getPoints().iterator().next();
		assertThat(scaled.getCounts()).containsExactly(0L, 1L, 0L);
		assertThat(scaled.getSum()).isEqualTo(60);
	}

	@Test
	void countersAreSumsThatOnlyGrow() {
		Counter.builder("hits").tag("cache", "a").register(this.registry).increment(2);
		Counter.builder("hits").tag("cache", "b").register(this.registry).increment(0.5);
		AtomicLong read = new AtomicLong(7);
		FunctionCounter.builder("reads", read, AtomicLong::get).baseUnit("rows").register(this.registry);
		assertThat(this.registry.get("hits").tag("cache", "a").counter().count()).isEqualTo(2);
		Map<String, MetricData> metrics = metrics();
		assertThat(metrics).containsOnlyKeys("hits", "reads");
		assertThat(metrics.get("hits").getDoubleSumData().isMonotonic()).isTrue();
		assertThat(values(metrics.get("hits"))).isEqualTo(Map.of("{cache=\"a\"}", 2.0, "{cache=\"b\"}", 0.5));
		assertThat(values(metrics.get("reads"))).isEqualTo(Map.of("{}", 7.0));
		assertThat(metrics.get("reads").getUnit()).isEqualTo("rows");
	}

	@Test
	void gaugesAreReadWhenTheyAreExported() {
		AtomicLong value = new AtomicLong(3);
		Gauge.builder("queue", value, AtomicLong::get).register(this.registry);
		TimeGauge.builder("age", value, TimeUnit.MILLISECONDS, AtomicLong::get).register(this.registry);
		assertThat(values(metrics().get("queue"))).isEqualTo(Map.of("{}", 3.0));
		value.set(5);
		Map<String, MetricData> metrics = metrics();
		assertThat(metrics).containsOnlyKeys("queue", "age");
		assertThat(values(metrics.get("queue"))).isEqualTo(Map.of("{}", 5.0));
		assertThat(values(metrics.get("age"))).isEqualTo(Map.of("{}", 0.005));
		assertThat(metrics.get("age").getUnit()).isEqualTo("s");
	}

	@Test
	void timersOfFunctionsAndOfLongTasksAreWhatCanBeReadOfThem() {
		AtomicLong requests = new AtomicLong(4);
		FunctionTimer.builder("calls", requests, AtomicLong::get, (each) -> each.get() * 500.0, TimeUnit.MILLISECONDS)
			.register(this.registry);
		LongTaskTimer.Sample task = LongTaskTimer.builder("import").register(this.registry).start();
		Map<String, MetricData> metrics = metrics();
		assertThat(metrics).containsOnlyKeys("calls.count", "calls.sum", "import.active", "import.duration",
				"import.max");
		assertThat(values(metrics.get("calls.count"))).isEqualTo(Map.of("{}", 4.0));
		assertThat(values(metrics.get("calls.sum"))).isEqualTo(Map.of("{}", 2.0));
		assertThat(values(metrics.get("import.active"))).isEqualTo(Map.of("{}", 1.0));
		task.stop();
		assertThat(values(metrics().get("import.active"))).isEqualTo(Map.of("{}", 0.0));
	}

	@Test
	void aMeterOfItsOwnKindIsItsMeasurements() {
		Meter
			.builder("disk", Meter.Type.OTHER,
					List.of(new Measurement(() -> 3.0, Statistic.COUNT), new Measurement(() -> 8.0, Statistic.VALUE)))
			.register(this.registry);
		Map<String, MetricData> metrics = metrics();
		assertThat(metrics).containsOnlyKeys("disk.count", "disk.value");
		assertThat(values(metrics.get("disk.count"))).isEqualTo(Map.of("{}", 3.0));
		assertThat(values(metrics.get("disk.value"))).isEqualTo(Map.of("{}", 8.0));
	}

	@Test
	void aMeterThatIsRemovedIsNotExported() {
		Counter gone = Counter.builder("hits").tag("cache", "a").register(this.registry);
		Counter.builder("hits").tag("cache", "b").register(this.registry);
		Gauge gauge = Gauge.builder("queue", () -> 1).register(this.registry);
		this.registry.remove(gone);
		this.registry.remove(gauge);
		Map<String, MetricData> metrics = metrics();
		assertThat(metrics).containsOnlyKeys("hits");
		assertThat(values(metrics.get("hits"))).containsOnlyKeys("{cache=\"b\"}");
	}

	@Test
	void aMeterThatFailsIsToldOnceAndKeepsNoOtherBack(CapturedOutput output) {
		DoubleSupplier broken = () -> {
			throw new IllegalStateException("broken meter");
		};
		Meter.builder("broken", Meter.Type.OTHER, List.of(new Measurement(broken, Statistic.VALUE)))
			.register(this.registry);
		Gauge.builder("unknown", () -> Double.NaN).register(this.registry);
		Gauge.builder("queue", () -> 1).register(this.registry);
		metrics();
		assertThat(metrics()).containsOnlyKeys("queue");
		assertThat(output.getAll().split("broken meter", -1)).hasSizeLessThanOrEqualTo(2);
	}

	@Test
	void aNameThatOpenTelemetryDoesNotTakeIsMadeValid(CapturedOutput output) {
		Counter.builder("9 Größen").register(this.registry).increment();
		assertThat(metrics()).containsOnlyKeys("m_9_Gr__en");
		assertThat(output.getAll()).doesNotContain("invalid");
	}

	@Test
	void bucketsNameSampledSpansAlone() {
		Timer timer = Timer.builder("shop.orders").register(this.registry);
		try (SdkTracerProvider sampled = SdkTracerProvider.builder().build();
				SdkTracerProvider dropped = SdkTracerProvider.builder().setSampler(Sampler.alwaysOff()).build()) {
			Span named = sampled.get("test").spanBuilder("a").startSpan();
			try (Scope scope = named.makeCurrent()) {
				assertThat(scope).isNotNull();
				timer.record(Duration.ofMillis(20));
			}
			try (Scope scope = dropped.get("test").spanBuilder("b").startSpan().makeCurrent()) {
				assertThat(scope).isNotNull();
				timer.record(Duration.ofMillis(300));
			}
			timer.record(Duration.ofMillis(2000));
			assertThat(metrics().get("shop.orders").getHistogramData().getPoints()).singleElement()
				.satisfies((point) -> assertThat(point.getExemplars()).singleElement().satisfies((exemplar) -> {
					assertThat(exemplar.getValue()).isEqualTo(0.02);
					assertThat(exemplar.getSpanContext().getTraceId()).isEqualTo(named.getSpanContext().getTraceId());
				}));
		}
	}

	private Map<String, MetricData> metrics() {
		return this.reader.collectAllMetrics()
			.stream()
			.collect(Collectors.toMap(MetricData::getName, (metric) -> metric, (a, b) -> a, TreeMap::new));
	}

	private static Map<String, Double> values(MetricData metric) {
		return (switch (metric.getType()) {
			case DOUBLE_SUM -> metric.getDoubleSumData().getPoints();
			case DOUBLE_GAUGE -> metric.getDoubleGaugeData().getPoints();
			default -> throw new AssertionError(metric);
		}).stream().collect(Collectors.toMap((point) -> point.getAttributes().toString(), (point) -> point.getValue()));
	}

}
