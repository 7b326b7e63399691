package io.github.tracingstarter.meters;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When Boot's meters are exported, and together with which registries.
 */
class MetersTests {

	private final InMemoryMetricReader reader = InMemoryMetricReader.create();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MetersAutoConfiguration.class, MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class));

	private final ApplicationContextRunner exporting = this.runner.withBean(SdkMeterProvider.class,
			() -> SdkMeterProvider.builder().registerMetricReader(this.reader).build());

	@Test
	void theRegistryIsTheOnlyOneAndCanBeRead() {
		this.exporting.run((context) -> {
			MeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
			assertThat(registry).isInstanceOf(ExportedSimpleRegistry.class)
				.isSameAs(context.getBean(MeterRegistry.class));
			assertThat(context).getBeanNames(MeterRegistry.class).containsExactly("simpleMeterRegistry");
			registry.counter("hits").increment(3);
			assertThat(registry.get("hits").counter().count()).isEqualTo(3);
			assertThat(names()).containsExactly("hits");
			registry.remove(registry.get("hits").counter());
			Timer timer = Timer.builder("waits").publishPercentiles(0.5).register(registry);
			timer.record(Duration.ofSeconds(2));
			assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(2);
			assertThat(registry.find("waits.percentile").gauge()).isNotNull();
			assertThat(names()).containsExactlyInAnyOrder("waits", "waits.max", "waits.percentile");
		});
	}

	@Test
	void registriesOfTheApplicationStayBesideIt() {
		this.exporting.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			assertThat(context.getBean(MeterRegistry.class)).isInstanceOf(CompositeMeterRegistry.class);
			context.getBean(MeterRegistry.class).counter("hits").increment(3);
			assertThat(context.getBean(SimpleMeterRegistry.class).get("hits").counter().count()).isEqualTo(3);
			assertThat(names()).containsExactly("hits");
		});
	}

	@Test
	void filtersAndTagsOfTheApplicationApply() {
		this.exporting
			.withPropertyValues("management.metrics.tags.region=eu", "management.metrics.enable.secret=false",
					"management.metrics.distribution.slo.orders=100ms")
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				registry.counter("secret").increment();
				registry.timer("orders").record(Duration.ofMillis(5));
				assertThat(this.reader.collectAllMetrics()).extracting(MetricData::getName)
					.containsExactlyInAnyOrder("orders", "orders.max");
				assertThat(this.reader.collectAllMetrics()).filteredOn((metric) -> metric.getName().equals("orders"))
					.singleElement()
					.satisfies((orders) -> assertThat(orders.getHistogramData().getPoints()).singleElement()
						.satisfies((point) -> {
							assertThat(point.getBoundaries()).containsExactly(0.1);
							assertThat(point.getAttributes()).hasToString("{region=\"eu\"}");
						}));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracing.metrics.names=opentelemetry", "tracing.metrics.names=OpenTelemetry",
			"tracing.metrics.enabled=false", "tracing.enabled=false", "management.otlp.metrics.export.enabled=false",
			"management.defaults.metrics.export.enabled=false" })
	void nothingIsAddedWhereItIsNotWanted(String property) {
		this.exporting.withPropertyValues(property, "management.simple.metrics.export.enabled=true")
			.run((context) -> assertThat(context.getBean(MeterRegistry.class))
				.isExactlyInstanceOf(SimpleMeterRegistry.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracing.metrics.names=both", "tracing.metrics.names=boot" })
	void itIsThereWhereItIsWanted(String property) {
		this.exporting.withPropertyValues(property)
			.run((context) -> assertThat(context.getBean(MeterRegistry.class))
				.isInstanceOf(ExportedSimpleRegistry.class));
	}

	@Test
	void aSimpleRegistryThatCountsInStepsIsLeftAlone() {
		this.exporting.withPropertyValues("management.simple.metrics.export.mode=step")
			.run((context) -> assertThat(context.getBean(MeterRegistry.class))
				.isExactlyInstanceOf(SimpleMeterRegistry.class));
	}

	@Test
	void withoutAProviderBootsOwnRegistryStays() {
		this.runner.run((context) -> assertThat(context.getBean(MeterRegistry.class))
			.isExactlyInstanceOf(SimpleMeterRegistry.class));
	}

	@Test
	void withoutBootsMetricsNoRegistryIsMade() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MetersAutoConfiguration.class))
			.withBean(SdkMeterProvider.class, () -> SdkMeterProvider.builder().build())
			.run((context) -> assertThat(context).doesNotHaveBean(MeterRegistry.class));
	}

	private List<String> names() {
		return this.reader.collectAllMetrics().stream().map(MetricData::getName).toList();
	}

}
