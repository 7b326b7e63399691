package io.github.tracingstarter.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.measurement.ServedRequest;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values that callers and the application can invent in any number do not create an
 * unlimited number of series.
 */
@ExtendWith(OutputCaptureExtension.class)
class CardinalityTests {

	private static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");

	private static final AttributeKey<Boolean> OVERFLOW = AttributeKey.booleanKey("otel.metric.overflow");

	private final InMemoryMetricReader reader = InMemoryMetricReader.create();

	private final SdkMeterProvider provider = SdkMeterProvider.builder()
		.registerMetricReader(this.reader, (type) -> 50)
		.build();

	private final StandardMetrics metrics = new StandardMetrics(this.provider.get("test"),
			new Binder(new MapConfigurationPropertySource(Map.of("tracing.metrics.max-hosts", "20")))
				.bindOrCreate("tracing.metrics", MetricsProperties.class));

	@AfterEach
	void close() {
		this.provider.close();
	}

	@Test
	void hostsAboveTheLimitAreOne(CapturedOutput output) {
		for (int round = 0; round < 2; round++) {
			for (int i = 0; i < 10_000; i++) {
				this.metrics.called("GET", "host" + i, 8000 + i, 200, null, 1_000, Context.root());
			}
		}
		Collection<HistogramPointData> points = points();
		assertThat(points).hasSize(21);
		assertThat(points).filteredOn((point) -> "_OTHER".equals(point.getAttributes().get(HOST)))
			.singleElement()
			.satisfies((point) -> {
				assertThat(point.getCount()).isEqualTo(2 * (10_000 - 20));
				assertThat(point.getAttributes().asMap()).hasSize(3);
			});
		assertThat(points).filteredOn((point) -> !"_OTHER".equals(point.getAttributes().get(HOST)))
			.allSatisfy((point) -> assertThat(point.getCount()).isEqualTo(2));
		assertThat(output.getAll().split("further ones are _OTHER", -1)).hasSize(2);
	}

	@Test
	void routesAboveTheLimitAreOneAndNoneIsLost() {
		for (int i = 0; i < 10_000; i++) {
			this.metrics.ended(new Request("/made-up/" + i));
		}
		Collection<HistogramPointData> points = points();
		assertThat(points).hasSize(50);
		assertThat(points.stream().mapToLong(HistogramPointData::getCount).sum()).isEqualTo(10_000);
		assertThat(points).filteredOn((point) -> Boolean.TRUE.equals(point.getAttributes().get(OVERFLOW))).hasSize(1);
	}

	@Test
	void statementsAboveTheLimitAreOne() {
		for (int i = 0; i < 10_000; i++) {
			this.metrics.executed(Attributes.of(AttributeKey.stringKey("db.query.summary"), "SELECT t" + i), null, null,
					1_000, Context.root());
		}
		assertThat(points()).hasSize(50);
	}

	private Collection<HistogramPointData> points() {
		Collection<MetricData> all = this.reader.collectAllMetrics();
		assertThat(all).hasSize(1);
		return List.copyOf(all).get(0).getHistogramData().getPoints();
	}

	private record Request(String route) implements ServedRequest {

		@Override
		public String method() {
			return "GET";
		}

		@Override
		public @Nullable String scheme() {
			return "http";
		}

		@Override
		public @Nullable String protocolVersion() {
			return null;
		}

		@Override
		public int status() {
			return 200;
		}

		@Override
		public @Nullable String errorType() {
			return null;
		}

		@Override
		public long nanos() {
			return 1_000_000;
		}

		@Override
		public Context trace() {
			return Context.root();
		}

		@Override
		public boolean isExcluded() {
			return false;
		}

	}

}
