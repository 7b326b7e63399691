package io.github.tracingstarter.meters;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The number of meters with the same name is limited, regardless of what creates them.
 */
@ExtendWith(OutputCaptureExtension.class)
class MeterLimitTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MeterLimitAutoConfiguration.class, MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
		.withPropertyValues("tracing.metrics.max-series=5", "management.metrics.tags.region=eu");

	@Test
	void whatIsBeyondTheLimitIsCountedTogether(CapturedOutput output) {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			for (int i = 0; i < 10; i++) {
				registry.counter("hits", "city", "c" + i, "kind", "read").increment();
			}
			registry.counter("hits", "city", "c1", "kind", "read").increment();
			registry.counter("others", "city", "c1").increment();
			assertThat(meters(registry, "hits")).containsExactly("c0 read eu 1.0", "c1 read eu 2.0", "c2 read eu 1.0",
					"_OTHER read eu 7.0");
			assertThat(meters(registry, "others")).containsExactly("c1 eu 1.0");
			assertThat(output.getOut().split("The meter ", -1)).as(output.getOut()).hasSize(2);
			assertThat(output.getOut())
				.contains("The meter hits has 3 combinations of tags, as many as tracing.metrics.max-series allows");
		});
	}

	@Test
	void furtherGaugesAreLeftOut() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			for (int i = 0; i < 10; i++) {
				Gauge.builder("queue", () -> 1).tag("name", "q" + i).register(registry);
			}
			assertThat(registry.find("queue").gauges()).hasSize(3);
		});
	}

	@Test
	void whatIsRemovedMakesRoom() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			for (int i = 0; i < 10; i++) {
				registry.remove(registry.counter("hits", "city", "c" + i));
			}
			registry.counter("hits", "city", "last").increment();
			assertThat(meters(registry, "hits")).containsExactly("last eu 1.0");
		});
	}

	@Test
	void theTagsOfOtherFiltersCountAndTheirLimitsStay() {
		this.runner.withBean("ignoring", MeterFilter.class, () -> MeterFilter.ignoreTags("city"))
			.withBean("limit", MeterFilter.class,
					() -> MeterFilter.maximumAllowableTags("orders", "item", 2, MeterFilter.deny()))
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				for (int i = 0; i < 10; i++) {
					registry.counter("hits", "city", "c" + i).increment();
					registry.counter("orders", "item", "i" + i).increment();
				}
				assertThat(meters(registry, "hits")).containsExactly("eu 10.0");
				assertThat(meters(registry, "orders")).containsExactly("i0 eu 1.0", "i1 eu 1.0");
			});
	}

	@Test
	void withoutMetricsThereIsNoLimit() {
		this.runner.withPropertyValues("tracing.metrics.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MeterLimit.class));
	}

	/**
	 * Spring limits methods and routes, but not hosts.
	 */
	@Test
	void methodsRoutesAndHostsAreBounded() {
		try (MeteredApplication application = MeteredApplication.onTomcat("tracing.exporters=none",
				"tracing.metrics.max-series=12")) {
			for (int i = 0; i < 30; i++) {
				application.http().exchange("METHOD" + i, "/orders/" + i);
				application.http().get("/unknown/" + i);
				call(application.bean(RestClient.Builder.class), i);
			}
			MeterRegistry registry = application.bean(MeterRegistry.class);
			assertThat(tags(registry, "http.server.requests", "method")).isSubsetOf("GET", "UNKNOWN");
			assertThat(tags(registry, "http.server.requests", "uri")).isSubsetOf("/**", "UNKNOWN", "/orders/{id}");
			assertThat(tags(registry, "http.client.requests", "client.name")).hasSize(11).contains(MeterLimit.OTHER);
			assertThat(registry.get("http.client.requests").tag("client.name", MeterLimit.OTHER).timer().count())
				.isEqualTo(20);
		}
	}

	private static void call(RestClient.Builder builder, int host) {
		RestClient client = builder.build();
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(
				() -> client.get().uri("http://127.0.1.{host}:1/stock", host + 1).retrieve().toBodilessEntity());
	}

	private static Set<String> tags(MeterRegistry registry, String name, String tag) {
		return registry.get(name)
			.timers()
			.stream()
			.map((timer) -> String.valueOf(timer.getId().getTag(tag)))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<String> meters(MeterRegistry registry, String name) {
		return registry.get(name)
			.counters()
			.stream()
			.map(MeterLimitTests::text)
			.sorted(MeterLimitTests::order)
			.toList();
	}

	private static int order(String left, String right) {
		return Boolean.compare(left.startsWith("_"), right.startsWith("_")) * 1000 + left.compareTo(right);
	}

	private static String text(Counter counter) {
		Meter.Id id = counter.getId();
		return id.getTags().stream().map((tag) -> tag.getValue() + " ").collect(Collectors.joining()) + counter.count();
	}

}
