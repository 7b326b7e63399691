package io.github.tracingstarter.ui.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.ui.ReceivedRequests;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of the reader of the durations of requests in OTLP.
 */
class OtlpMetricsTests {

	private static final String EXPLICIT = "stock 7f http.server.request.duration {http.request.method=\"GET\", "
			+ "http.route=\"/parcels\"} cumulative 5..9: 6 in 1.5 [0.05, 0.15, 0.2] [1, 2, 3]";

	private static final String EXPONENTIAL = "stock 7f http.server.requests {http.request.method=\"GET\", "
			+ "http.route=\"/parcels\"} delta 5..9: 4 in 1.5 [0.0, 0.3535, 0.7071] [1, 2, 1]";

	@Test
	void aHistogramIsRead() {
		assertThat(read(histogram("http.server.request.duration", "s", explicit()))).containsExactly(EXPLICIT);
	}

	@Test
	void anExponentialHistogramIsRead() {
		Metric metric = Metric.newBuilder()
			.setName("http.server.requests")
			.setUnit("s")
			.setExponentialHistogram(ExponentialHistogram.newBuilder()
				.setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
				.addDataPoints(ExponentialHistogramDataPoint.newBuilder()
					.addAllAttributes(attributes())
					.setStartTimeUnixNano(5)
					.setTimeUnixNano(9)
					.setCount(4)
					.setSum(1.5)
					.setZeroCount(1)
					.setPositive(ExponentialHistogramDataPoint.Buckets.newBuilder()
						.setOffset(-2)
						.addBucketCounts(2)
						.addBucketCounts(1))))
			.build();
		assertThat(read(metric)).containsExactly(EXPONENTIAL);
	}

	@Test
	void jsonIsReadTheSame() {
		String json = """
				{"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"stock"}},
				{"key":"service.instance.id","value":{"stringValue":"7f"}}]},"scopeMetrics":[{"metrics":[
				{"name":"http.server.request.duration","unit":"s","histogram":{"aggregationTemporality":%s,"dataPoints":[
				{%s,"bucketCounts":["1","2",3],"explicitBounds":[0.1,0.2],"count":"6"}]}},
				{"name":"http.server.requests","unit":"s","exponentialHistogram":{"aggregationTemporality":1,"dataPoints":[
				{%s,"zeroCount":"1","scale":0,"positive":{"offset":-2,"bucketCounts":["2","1"]},"count":"4"}]}}]}]}]}""";
		String common = """
				"attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},{"key":"http.route","value":
				{"stringValue":"/parcels"}}],"startTimeUnixNano":"5","timeUnixNano":"9","sum":1.5""";
		for (String temporality : List.of("2", "\"AGGREGATION_TEMPORALITY_CUMULATIVE\"")) {
			byte[] body = json.formatted(temporality, common, common).getBytes(StandardCharsets.UTF_8);
			assertThat(OtlpMetrics.read(JsonObject.parse(body)).records()).extracting(OtlpMetricsTests::text)
				.containsExactly(EXPLICIT, EXPONENTIAL);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ms", "milliseconds" })
	void microsCountInMilliseconds(String unit) {
		HistogramDataPoint.Builder point = explicit().setSum(1500).clearExplicitBounds().clearBucketCounts();
		assertThat(read(histogram("http.server.requests", unit, point))).singleElement()
			.asString()
			.endsWith("5..9: 6 in 1.5 [] []");
	}

	@Test
	void whatIsNotShownIsLeft() {
		Metric gauge = Metric.newBuilder()
			.setName("http.server.request.duration")
			.setGauge(Gauge.newBuilder().addDataPoints(NumberDataPoint.newBuilder().setAsInt(7)))
			.build();
		assertThat(read(histogram("http.client.request.duration", "s", explicit()), gauge)).isEmpty();
	}

	@Test
	void whatIsMalformedIsRejectedAndTheRestIsTaken() {
		assertRejected("A point of a metric has no time.", explicit().clearTimeUnixNano());
		assertRejected("A histogram has 2 buckets and 2 bounds.",
				explicit().clearBucketCounts().addBucketCounts(1).addBucketCounts(2));
		assertRejected("A histogram has a negative count.", explicit().setBucketCounts(1, -1));
		assertRejected("A histogram has a negative count.", explicit().setCount(-1));
	}

	@Test
	void aScaleThatNobodyHasIsRejected() {
		for (int scale : new int[] { -11, 21, Integer.MAX_VALUE, Integer.MIN_VALUE }) {
			Metric metric = Metric.newBuilder()
				.setName("http.server.requests")
				.setExponentialHistogram(ExponentialHistogram.newBuilder()
					.setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
					.addDataPoints(ExponentialHistogramDataPoint.newBuilder().setTimeUnixNano(9).setScale(scale)))
				.build();
			assertThat(OtlpMetrics.read(request(metric)).reason())
				.isEqualTo("A histogram has the scale " + scale + ".");
		}
	}

	@Test
	void aHistogramWithoutTemporalityIsRejected() {
		Metric metric = histogram("http.server.requests", "s", explicit());
		metric = metric.toBuilder()
			.setHistogram(metric.getHistogram().toBuilder().clearAggregationTemporality())
			.build();
		assertThat(OtlpMetrics.read(request(metric)).reason())
			.isEqualTo("A histogram is neither cumulative nor of differences.");
	}

	@Test
	void brokenBytesAreRefused() {
		byte[] whole = request(histogram("http.server.requests", "s", explicit()));
		for (int length = 1; length < whole.length; length++) {
			byte[] part = Arrays.copyOf(whole, length);
			assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> OtlpMetrics.read(part));
		}
	}

	private static void assertRejected(String reason, HistogramDataPoint.Builder point) {
		ReadRecords<ReceivedRequests.Point> read = OtlpMetrics
			.read(request(histogram("http.server.request.duration", "s", point, explicit())));
		assertThat(read.rejected()).isEqualTo(1);
		assertThat(read.reason()).isEqualTo(reason);
		assertThat(read.records()).extracting(OtlpMetricsTests::text).containsExactly(EXPLICIT);
	}

	private static HistogramDataPoint.Builder explicit() {
		return HistogramDataPoint.newBuilder()
			.addAllAttributes(attributes())
			.setStartTimeUnixNano(5)
			.setTimeUnixNano(9)
			.setCount(6)
			.setSum(1.5)
			.addAllBucketCounts(List.of(1L, 2L, 3L))
			.addAllExplicitBounds(List.of(0.1, 0.2));
	}

	private static Metric histogram(String name, String unit, HistogramDataPoint.Builder... points) {
		Histogram.Builder histogram = Histogram.newBuilder()
			.setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
		Arrays.stream(points).forEach(histogram::addDataPoints);
		return Metric.newBuilder().setName(name).setUnit(unit).setHistogram(histogram).build();
	}

	private static List<KeyValue> attributes() {
		return List.of(attribute("http.request.method", "GET"), attribute("http.route", "/parcels"));
	}

	private static KeyValue attribute(String key, String value) {
		return KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setStringValue(value)).build();
	}

	private static byte[] request(Metric... metrics) {
		return ExportMetricsServiceRequest.newBuilder()
			.addResourceMetrics(ResourceMetrics.newBuilder()
				.setResource(Resource.newBuilder()
					.addAttributes(attribute("service.name", "stock"))
					.addAttributes(attribute("service.instance.id", "7f")))
				.addScopeMetrics(ScopeMetrics.newBuilder().addAllMetrics(List.of(metrics))))
			.build()
			.toByteArray();
	}

	private static List<String> read(Metric... metrics) {
		return OtlpMetrics.read(request(metrics)).records().stream().map(OtlpMetricsTests::text).toList();
	}

	private static String text(ReceivedRequests.Point point) {
		return "%s %s %s %s %s %d..%d: %d in %s %s %s".formatted(point.service(), point.instance(), point.metric(),
				point.attributes(), point.cumulative() ? "cumulative" : "delta", point.startNanos(), point.timeNanos(),
				point.count(), point.seconds(),
				Arrays.stream(point.durations())
					.mapToObj((value) -> Math.floor(value * 10_000 + 0.01) / 10_000)
					.toList(),
				Arrays.toString(point.counts()));
	}

}
