package io.github.tracingstarter.instrument.jdbc;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import com.example.shop.Shop;
import io.github.tracingstarter.meters.MetersAutoConfiguration;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request that runs the same statement again and again says so on its span, and is
 * counted, also where the page is off.
 */
class RepeatingRequestTests {

	private static final String WITHOUT_REGISTRY = "--spring.autoconfigure.exclude="
			+ SimpleMetricsExportAutoConfiguration.class.getName() + ","
			+ CompositeMeterRegistryAutoConfiguration.class.getName() + "," + MetersAutoConfiguration.class.getName();

	@Test
	void aLazyAssociationIsOnTheSpanAndCounted() {
		try (ConfigurableApplicationContext application = run("lazy")) {
			get(application, "/customers/orders");
			assertThat(repeated(request(application))).isEqualTo(
					Map.of("tracing.statements.repeated", 12L, "tracing.statements.most_repeated", "SELECT orders"));
			get(application, "/customers/orders");
			request(application);
			MeterRegistry meters = application.getBean(MeterRegistry.class);
			assertThat(meters.find("tracing.statements.repeated").counters()).hasSize(1);
			Counter counter = meters.get("tracing.statements.repeated")
				.tags("http.route", "/customers/orders", "db.query.summary", "SELECT orders")
				.counter();
			assertThat(counter.count()).isEqualTo(24);
			assertThat(counter.getId().getTags()).hasSize(2);
		}
	}

	@Test
	void aRequestThatRepeatsNothingIsNotCounted() {
		try (ConfigurableApplicationContext application = run("none")) {
			for (String path : List.of("/hello", "/often/4", "/nested/4")) {
				get(application, path);
				assertThat(repeated(request(application))).as(path).isEmpty();
			}
			assertThat(application.getBean(MeterRegistry.class).find("tracing.statements.repeated").counters())
				.isEmpty();
		}
	}

	@Test
	void whatRunsInASpanOrOnAThreadBelowTheRequestCounts() {
		try (ConfigurableApplicationContext application = run("nested")) {
			get(application, "/nested/7");
			assertThat(repeated(request(application))).isEqualTo(
					Map.of("tracing.statements.repeated", 7L, "tracing.statements.most_repeated", "SELECT customers"));
			get(application, "/async/9");
			assertThat(repeated(request(application))).isEqualTo(
					Map.of("tracing.statements.repeated", 9L, "tracing.statements.most_repeated", "SELECT customers"));
		}
	}

	@Test
	void withoutARegistryOpenTelemetryCounts() {
		try (ConfigurableApplicationContext application = run("metrics", WITHOUT_REGISTRY)) {
			get(application, "/often/6");
			request(application);
			MetricData metric = application.getBean(InMemoryMetricReader.class)
				.collectAllMetrics()
				.stream()
				.filter((each) -> each.getName().equals("tracing.statements.repeated"))
				.findFirst()
				.orElseThrow();
			assertThat(metric.getUnit()).isEqualTo("{statement}");
			assertThat(metric.getDescription()).isEqualTo("Runs of statements that a request ran again and again.");
			assertThat(metric.getLongSumData().isMonotonic()).isTrue();
			assertThat(metric.getLongSumData().getPoints()).hasSize(1);
			LongPointData point = metric.getLongSumData().getPoints().iterator().next();
			assertThat(point.getValue()).isEqualTo(6);
			assertThat(point.getAttributes()).isEqualTo(Attributes.of(AttributeKey.stringKey("http.route"),
					"/often/{times}", AttributeKey.stringKey("db.query.summary"), "SELECT customers"));
		}
	}

	@Test
	void offByProperty() {
		try (ConfigurableApplicationContext application = run("off", "--tracing.jdbc.repeat-threshold=0")) {
			get(application, "/often/20");
			assertThat(repeated(request(application))).isEmpty();
			assertThat(application.getBean(MeterRegistry.class).find("tracing.statements.repeated").counters())
				.isEmpty();
		}
	}

	private static ConfigurableApplicationContext run(String database, String... arguments) {
		return new SpringApplicationBuilder(Shop.class, Additions.class)
			.properties("server.port=0", "spring.main.banner-mode=off", "spring.main.web-application-type=servlet",
					"tracing.exporters=none", "tracing.ui.enabled=false", "spring.jpa.hibernate.ddl-auto=create-drop",
					"spring.datasource.url=jdbc:h2:mem:repeating-" + database)
			.run(arguments);
	}

	private static void get(ConfigurableApplicationContext application, String path) {
		RecordedSpans spans = application.getBean(RecordedSpans.class);
		spans.clear();
		int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		assertThat(new Http(port).get(path).statusCode()).isEqualTo(200);
	}

	private static SpanData request(ConfigurableApplicationContext application) {
		RecordedSpans spans = application.getBean(RecordedSpans.class);
		spans.await(1);
		return spans.first(SpanKind.SERVER);
	}

	private static Map<String, Object> repeated(SpanData span) {
		Map<String, Object> attributes = RecordedSpans.attributes(span);
		attributes.keySet().removeIf((key) -> !key.startsWith("tracing."));
		return attributes;
	}

	@Configuration(proxyBeanMethods = false)
	static class Additions {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		InMemoryMetricReader metricReader() {
			return InMemoryMetricReader.create();
		}

		@Bean
		SdkMeterProvider meterProvider(InMemoryMetricReader reader) {
			return SdkMeterProvider.builder().registerMetricReader(reader).build();
		}

		@Bean
		Repeating repeating(JdbcTemplate jdbc, OpenTelemetry openTelemetry) {
			return new Repeating(jdbc, openTelemetry.getTracer("test"));
		}

	}

	@RestController
	static class Repeating {

		private final JdbcTemplate jdbc;

		private final Tracer tracer;

		Repeating(JdbcTemplate jdbc, Tracer tracer) {
			this.jdbc = jdbc;
			this.tracer = tracer;
		}

		@GetMapping("/often/{times}")
		int often(@PathVariable int times) {
			for (int i = 0; i < times; i++) {
				this.jdbc.queryForList("SELECT id FROM customers WHERE id = ?", i);
			}
			return times;
		}

		@GetMapping("/nested/{times}")
		int nested(@PathVariable int times) {
			Span span = this.tracer.spanBuilder("inner").startSpan();
			try {
				return Context.current().with(span).wrapSupplier(() -> often(times)).get();
			}
			finally {
				span.end();
			}
		}

		@GetMapping("/async/{times}")
		Callable<Integer> async(@PathVariable int times) {
			return () -> nested(times);
		}

	}

}
