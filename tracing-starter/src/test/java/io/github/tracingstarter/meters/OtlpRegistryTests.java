package io.github.tracingstarter.meters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.ChildJvm;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.Waiting;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that has Micrometer's registry for OTLP, in a separate process, because
 * the registry changes what the starter does elsewhere.
 */
class OtlpRegistryTests {

	private static final boolean OLDER = !ClassUtils.isPresent(
			"org.springframework.boot.micrometer.tracing.autoconfigure.otlp.OtlpExemplarsAutoConfiguration", null);

	private final OtlpReceiver receiver = OtlpReceiver.start();

	@AfterEach
	void close() {
		this.receiver.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void itsMetersGoTheWayOfTheSpansWithTheirResource(String protocol) throws Exception {
		String output = run("tracing.otlp.endpoint=" + this.receiver.url(), "tracing.otlp.protocol=" + protocol,
				"management.metrics.distribution.percentiles-histogram.http=true");
		Metric requests = this.receiver.metric("http.server.requests");
		assertThat(requests).as(output).isNotNull();
		assertThat(requests.getUnit()).isEqualTo("milliseconds");
		HistogramDataPoint point = requests.getHistogram()
			.getDataPointsList()
			.stream()
			.filter((each) -> "/orders/{id}".equals(OtlpReceiver.attributes(each.getAttributesList()).get("uri")))
			.findFirst()
			.orElseThrow();
		assertThat(point.getCount()).isOne();
		assertThat(this.receiver.metricResources()).isEqualTo(this.receiver.resources()).hasSize(1);
		if (!OLDER) {
			assertThat(point.getExemplarsList().stream().map((each) -> each.getTraceId().toByteArray()))
				.map(OtlpReceiver::hex)
				.containsExactly(trace());
		}
		// A log line, not a warning of the JVM about Protobuf.
		assertThat(output).doesNotContain(" WARN ", "\tat ");
	}

	@Test
	void theyGoWhereTheApplicationSays() throws Exception {
		try (OtlpReceiver own = OtlpReceiver.start()) {
			run("tracing.otlp.endpoint=" + this.receiver.url(),
					"management.opentelemetry.tracing.export.otlp.endpoint=" + this.receiver.url(),
					"management.otlp.metrics.export.url=" + own.url() + "/v1/metrics", "tracing.otlp.endpoint=");
			assertThat(own.metric("http.server.requests")).isNotNull();
			assertThat(own.spans()).isEmpty();
			assertThat(this.receiver.metrics()).isEmpty();
			trace();
		}
	}

	@Test
	void aDeadCollectorIsToldOnceAndWithoutAStackTrace() throws Exception {
		this.receiver.close();
		String output = run("tracing.otlp.endpoint=" + this.receiver.url(),
				"management.otlp.metrics.export.step=200ms");
		assertThat(output).doesNotContain("\tat ", "Failed to publish");
		assertThat(output.split("does not accept", -1)).as(output).hasSizeLessThanOrEqualTo(2);
	}

	@Test
	void withOpenTelemetrysNamesTheyDoNotLeave() throws Exception {
		run("tracing.otlp.endpoint=" + this.receiver.url(), "tracing.metrics.names=opentelemetry");
		assertThat(this.receiver.metric("http.server.requests")).isNull();
		trace();
	}

	private String trace() {
		Span span = this.receiver.spans()
			.stream()
			.filter((each) -> each.getName().equals("GET /orders/{id}"))
			.findFirst()
			.orElseThrow();
		return OtlpReceiver.hex(span.getTraceId().toByteArray());
	}

	private static String run(String... properties) throws Exception {
		return new ChildJvm().firstOnClassPath(jars()).run(OtlpRegistryTests.class, properties);
	}

	private static List<Path> jars() throws IOException {
		Path folder = Path.of("target/compatibility", OLDER ? "registry-otlp-older" : "registry-otlp");
		try (Stream<Path> jars = Files.list(folder)) {
			return jars.map(Path::toAbsolutePath).toList();
		}
	}

	/**
	 * Runs an application that serves one request.
	 */
	public static void main(String[] properties) {
		try (MeteredApplication application = MeteredApplication.onTomcat(properties)) {
			Set<String> registries = application.context()
				.getBeansOfType(MeterRegistry.class)
				.values()
				.stream()
				.map((registry) -> registry.getClass().getSimpleName())
				.collect(Collectors.toSet());
			if (!registries.equals(Set.of("OtlpMeterRegistry"))) {
				throw new IllegalStateException(registries.toString());
			}
			application.http().get("/orders/7");
			MeterRegistry registry = application.bean(MeterRegistry.class);
			Waiting.await(() -> registry.find("http.server.requests").timer() != null, () -> "a measurement");
		}
	}

}
