package io.github.tracingstarter.meters;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.OtlpReceiver.Behaviour;
import io.github.tracingstarter.testing.PrometheusServer;
import io.github.tracingstarter.testing.PrometheusServer.Exemplar;
import io.github.tracingstarter.testing.Waiting;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Traces, log lines and Boot's meters of a real application, at a collector and in
 * Prometheus.
 */
@ExtendWith(OutputCaptureExtension.class)
class JoinedSignalsTests {

	/**
	 * Prometheus before 2.43 refuses a whole response if it has exemplars anywhere except
	 * on buckets and counters.
	 */
	private static final String ONLY_BUCKETS = "management.prometheus.metrics.export.properties."
			+ "io.prometheus.exporter.exemplarsOnAllMetricTypes=false";

	private static final String HISTOGRAMS = "management.metrics.distribution.percentiles-histogram.http=true";

	private static final String OFTEN = "tracing.metrics.interval=200ms";

	private final OtlpReceiver receiver = OtlpReceiver.start();

	@AfterEach
	void close() {
		this.receiver.close();
	}

	@Test
	void oneTraceIdIsInTheTraceItsLineItsBucketAtTheCollectorAndItsBucketInPrometheus() {
		try (MeteredApplication application = MeteredApplication.onTomcat(endpoint(), OFTEN, "test.prometheus=true",
				ONLY_BUCKETS, HISTOGRAMS)) {
			assertThat(application.http().get("/orders/7").body()).isEqualTo("7");
			String trace = span("GET /orders/{id}");
			assertThat(OtlpReceiver.hex(this.receiver.awaitLog("order 7").getTraceId().toByteArray())).isEqualTo(trace);
			assertThat(exemplars("http.server.requests", "/orders/{id}")).containsExactly(trace);
			assertThat(exemplars("http.client.requests", "/stock/{id}")).containsExactly(trace);
			try (PrometheusServer prometheus = PrometheusServer.start(application.port())) {
				prometheus.awaitValue("http_server_requests_seconds_count{uri='/orders/{id}'}", 1);
				assertThat(prometheus.awaitExemplars("http_server_requests_seconds_bucket{uri='/orders/{id}'}",
						(found) -> !found.isEmpty()))
					.extracting(Exemplar::traceId)
					.containsExactly(trace);
				assertThat(
						prometheus.awaitExemplars("http_client_requests_seconds_bucket", (found) -> !found.isEmpty()))
					.extracting(Exemplar::traceId)
					.containsExactly(trace);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void bootsMetersArriveWithTheResourceOfTheSpans(String protocol) {
		try (MeteredApplication application = MeteredApplication.onTomcat(endpoint(), OFTEN,
				"tracing.otlp.protocol=" + protocol, "management.metrics.tags.region=eu")) {
			application.http().get("/orders/7");
			application.http().get("/orders/8");
			Metric requests = this.receiver.awaitMetric("http.server.requests",
					(metric) -> point(metric, "/orders/{id}").getCount() == 2);
			assertThat(requests.getUnit()).isEqualTo("s");
			HistogramDataPoint point = point(requests, "/orders/{id}");
			assertThat(OtlpReceiver.attributes(point.getAttributesList()))
				.isEqualTo(Map.of("error", "none", "exception", "none", "method", "GET", "outcome", "SUCCESS", "region",
						"eu", "status", "200", "uri", "/orders/{id}"));
			assertThat(point.getExplicitBoundsList()).startsWith(0.005, 0.01).endsWith(10.0);
			assertThat(point.getBucketCountsList().stream().mapToLong(Long::longValue).sum()).isEqualTo(2);
			assertThat(this.receiver.metrics()).extracting(Metric::getName)
				.contains("http.client.requests", "http.server.requests.max", "jvm.memory.used", "jvm.threads.live",
						"process.uptime", "logback.events", "tracing.spans.exported");
			assertThat(this.receiver.metric("jvm.memory.used").getUnit()).isEqualTo("By");
			assertThat(this.receiver.metric("logback.events").getSum().getIsMonotonic()).isTrue();
			span("GET /orders/{id}");
			assertThat(this.receiver.metricResources()).isEqualTo(this.receiver.resources()).hasSize(1);
		}
	}

	@Test
	void aReactiveApplicationNamesItsTraces() {
		try (MeteredApplication application = MeteredApplication.onNetty(endpoint(), OFTEN)) {
			application.http().get("/orders/7");
			String trace = span("GET /orders/{id}");
			assertThat(exemplars("http.server.requests", "/orders/{id}")).containsExactly(trace);
			assertThat(exemplars("http.client.requests", "/stock/{id}")).containsExactly(trace);
		}
	}

	@Test
	void everyRequestIsCountedAndOnlyTracesThatAreChosenAtTheirStartAreNamed() {
		try (MeteredApplication application = MeteredApplication.onTomcat(endpoint(), OFTEN,
				"tracing.sampling.probability=0.2", "tracing.sampling.keep.errors=true")) {
			for (int i = 0; i < 50; i++) {
				application.http().get("/orders/7");
				application.http().get("/fails");
			}
			this.receiver.awaitMetric("http.server.requests", (metric) -> point(metric, "/fails").getCount() == 50);
			this.receiver.awaitMetric("http.server.requests",
					(metric) -> point(metric, "/orders/{id}").getCount() == 50);
			Waiting.await(() -> traces("GET /fails", 0).size() == 50, () -> "all failures: " + this.receiver.count());
			assertThat(exemplars("http.server.requests", "/fails")).isSubsetOf(traces("GET /fails", 1));
			assertThat(exemplars("http.server.requests", "/orders/{id}")).isSubsetOf(traces("GET /orders/{id}", 1));
		}
	}

	@Test
	void openTelemetrysNamesTakeThePlaceOfBootsThatStayInTheApplication() {
		try (MeteredApplication application = MeteredApplication.onTomcat(endpoint(), OFTEN,
				"tracing.metrics.names=opentelemetry")) {
			application.http().get("/orders/7");
			span("GET /orders/{id}");
			assertThat(application.http().get("/actuator/metrics/http.server.requests").body())
				.contains("\"statistic\":\"COUNT\",\"value\":1.0");
		}
		assertThat(this.receiver.metrics()).extracting(Metric::getName)
			.doesNotContain("http.server.requests", "jvm.memory.used.max", "logback.events");
	}

	@Test
	void metersCanBeReadByActuatorAsBefore() {
		try (MeteredApplication application = MeteredApplication.onTomcat(endpoint())) {
			application.http().get("/orders/7");
			Http http = application.http();
			Waiting.await(
					() -> http
						.get("/actuator/metrics/http.server.requests?tag=uri:/orders/{id}".replace("{id}", "%7Bid%7D"))
						.body()
						.contains("\"statistic\":\"COUNT\",\"value\":1.0"),
					() -> "one request in " + http.get("/actuator/metrics/http.server.requests").body());
			assertThat(http.get("/actuator/metrics").body()).contains("jvm.memory.used", "http.client.requests");
		}
	}

	@Test
	void whatIsLeftOfAllSignalsIsSentAtTheEnd() {
		try (MeteredApplication application = MeteredApplication.onTomcat(endpoint(), "tracing.metrics.interval=1h",
				"tracing.batch.schedule-delay=1h")) {
			application.http().get("/orders/7");
			// It is measured after it has been answered.
			Waiting.await(() -> application.bean(MeterRegistry.class).find("http.server.requests").timer() != null,
					() -> "a measurement");
		}
		assertThat(this.receiver.spans()).extracting(Span::getName).contains("GET /orders/{id}");
		assertThat(this.receiver.logs()).extracting((line) -> line.getBody().getStringValue()).contains("order 7");
		Metric requests = this.receiver.metric("http.server.requests");
		assertThat(requests).isNotNull();
		assertThat(point(requests, "/orders/{id}").getCount()).isOne();
	}

	@Test
	void aCollectorThatHangsHoldsTheEndBackForOneTimeOut() {
		this.receiver.behave(Behaviour.BLACKHOLE);
		this.receiver.behaveToLogs(Behaviour.BLACKHOLE);
		this.receiver.behaveToMetrics(Behaviour.BLACKHOLE);
		long start;
		try (MeteredApplication application = MeteredApplication.onTomcat(endpoint(), "tracing.metrics.interval=1h",
				"tracing.batch.schedule-delay=1h", "tracing.batch.shutdown-timeout=2s")) {
			application.http().get("/orders/7");
			start = System.nanoTime();
		}
		finally {
			this.receiver.behave(Behaviour.OK);
		}
		assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
	}

	@Test
	void aDeadCollectorIsToldOnceAndWithoutAStackTrace(CapturedOutput output) {
		String endpoint = endpoint();
		this.receiver.close();
		try (MeteredApplication application = MeteredApplication.onTomcat(endpoint, OFTEN)) {
			application.http().get("/orders/7");
			Waiting.awaitText(output, "does not accept spans");
			Waiting.await(() -> application.http().get("/actuator/metrics").statusCode() == 200, () -> "an answer");
		}
		assertThat(output.getOut().split("does not accept", -1)).as(output.getOut()).hasSize(2);
		assertThat(output.getOut()).doesNotContain("\tat ");
	}

	private String endpoint() {
		return "tracing.otlp.endpoint=" + this.receiver.url();
	}

	private String span(String name) {
		Waiting.await(() -> !traces(name, 0).isEmpty(), () -> "a span " + name + " in " + this.receiver.tree());
		return traces(name, 0).iterator().next();
	}

	/**
	 * Returns the traces with a span.
	 * @param flags the flags that it has at least
	 */
	private Set<String> traces(String name, int flags) {
		return this.receiver.spans()
			.stream()
			.filter((span) -> span.getName().equals(name) && (span.getFlags() & flags) == flags)
			.map((span) -> OtlpReceiver.hex(span.getTraceId().toByteArray()))
			.collect(Collectors.toSet());
	}

	/**
	 * Waits for traces that a metric names, each of them in one export, which is the one
	 * after the measurement.
	 */
	private Set<String> exemplars(String name, String uri) {
		Waiting.await(() -> !named(name, uri).isEmpty(),
				() -> "exemplars of " + name + " in " + this.receiver.metrics());
		return named(name, uri);
	}

	private Set<String> named(String name, String uri) {
		return this.receiver.metrics()
			.stream()
			.filter((metric) -> metric.getName().equals(name))
			.flatMap((metric) -> point(metric, uri).getExemplarsList().stream())
			.map((exemplar) -> OtlpReceiver.hex(exemplar.getTraceId().toByteArray()))
			.collect(Collectors.toSet());
	}

	private static HistogramDataPoint point(Metric metric, String uri) {
		List<HistogramDataPoint> points = metric.getHistogram()
			.getDataPointsList()
			.stream()
			.filter((point) -> uri.equals(OtlpReceiver.attributes(point.getAttributesList()).get("uri")))
			.toList();
		return points.isEmpty() ? HistogramDataPoint.getDefaultInstance() : points.get(0);
	}

}
