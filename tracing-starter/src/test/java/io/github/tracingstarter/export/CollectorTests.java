package io.github.tracingstarter.export;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import io.github.tracingstarter.testing.CollectorServer;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that send through real Collectors, configured as in
 * {@code docs/production}. Skipped where no Collector is installed.
 */
@Tag("slow")
class CollectorTests {

	private static final String[] COMPONENTS = { "load_balancing", "tail_sampling", "span_metrics", "file_storage" };

	/** Databases, each with the name of the test and of the service. */
	private static final String DATABASE = "collector";

	private final List<AutoCloseable> open = new ArrayList<>();

	private final OtlpReceiver prometheus = opened(OtlpReceiver.start());

	@AfterEach
	void close() throws Exception {
		for (int i = this.open.size() - 1; i >= 0; i--) {
			this.open.get(i).close();
		}
	}

	@Test
	void tracesThatFailedWereSlowKeptOrRepetitiveReachTheBackendAndAllAreCounted() {
		CollectorServer.program(COMPONENTS);
		OtlpReceiver backend = opened(OtlpReceiver.start());
		CollectorServer gateway = gateway(backend, "0", "gateway.yaml");
		CollectorServer agent = agent(gateway);
		ConfigurableApplicationContext stock = application(agent, "stock", "tracing.sampling.probability=1.0");
		ConfigurableApplicationContext shop = application(agent, "shop", "stock=" + url(stock));
		ConfigurableApplicationContext bank = application(agent, "bank", "tracing.sampling.probability=0.0",
				"tracing.sampling.keep.routes=/stock/{id}=always");
		for (int i = 0; i < 20; i++) {
			http(shop).get("/orders/" + i);
			http(bank).get("/orders/" + i);
		}
		http(shop).get("/fails");
		http(shop).get("/repeats");
		http(bank).get("/stock/1");
		Instant start = Instant.now().minus(Duration.ofHours(2));
		shop.getBean(OpenTelemetry.class)
			.getTracer("test")
			.spanBuilder("slow job")
			.setStartTimestamp(start)
			.startSpan()
			.end();
		gateway.awaitMetric(20, "otelcol_processor_tail_sampling_global_count_traces_sampled", "sampled=\"false\"");
		gateway.awaitMetric(4, "otelcol_processor_tail_sampling_global_count_traces_sampled", "sampled=\"true\"");
		Waiting.await(() -> traces(backend).size() == 4, () -> "four traces, but there are: " + backend.tree());
		assertThat(backend.spans()).filteredOn((span) -> span.getParentSpanId().isEmpty())
			.extracting(Span::getName)
			.containsExactlyInAnyOrder("GET /fails", "GET /repeats", "GET /stock/{id}", "slow job");
		assertThat(backend.spans()).filteredOn((span) -> span.getName().equals("GET /stock/{id}"))
			.singleElement()
			.satisfies((span) -> assertThat(OtlpReceiver.attributes(span.getAttributesList()))
				.containsEntry("tracing.kept", "route"))
			.satisfies((span) -> assertThat(span.getFlags() & 1).isZero());
		assertThat(backend.spans()).filteredOn((span) -> span.getName().equals("GET /repeats"))
			.singleElement()
			.satisfies((span) -> assertThat(OtlpReceiver.attributes(span.getAttributesList()))
				.containsEntry("tracing.statements.repeated", 60L));
		awaitCalls(20,
				Map.of("service.name", "shop", "span.name", "GET /orders/{id}", "span.kind", "SPAN_KIND_SERVER"));
		awaitCalls(20,
				Map.of("service.name", "stock", "span.kind", "SPAN_KIND_CLIENT", "db.namespace", DATABASE + "-stock"));
		awaitCalls(60,
				Map.of("service.name", "shop", "span.kind", "SPAN_KIND_CLIENT", "db.namespace", DATABASE + "-shop"));
	}

	@Test
	void allSpansOfATraceAreAtOneOfTwoGateways() {
		CollectorServer.program(COMPONENTS);
		OtlpReceiver first = opened(OtlpReceiver.start());
		OtlpReceiver second = opened(OtlpReceiver.start());
		List<Integer> ports = List.of(gateway(first, "100", "gateway.yaml").grpcPort(),
				gateway(second, "100", "gateway.yaml").grpcPort());
		String resolver = """
				      static:
				        hostnames: [127.0.0.1:%d, 127.0.0.1:%d]
				""".formatted(ports.get(0), ports.get(1));
		String configuration = CollectorServer.configuration("agent.yaml")
			.replaceFirst("(?s)      dns:\n.*?(?=    protocol:)", resolver);
		assertThat(configuration).contains(resolver);
		CollectorServer agent = opened(CollectorServer.start(Map.of("GATEWAY_HOST", ""), configuration));
		ConfigurableApplicationContext stock = application(agent, "stock");
		ConfigurableApplicationContext shop = application(agent, "shop", "stock=" + url(stock));
		for (int i = 0; i < 40; i++) {
			http(shop).get("/orders/" + i);
		}
		Waiting.await(() -> first.count() + second.count() >= 40 * 4, () -> "160 spans, but there are %d and %d: %s"
			.formatted(first.count(), second.count(), agent.output()));
		Map<String, Long> atFirst = traces(first);
		Map<String, Long> atSecond = traces(second);
		assertThat(atFirst.keySet()).isNotEmpty().doesNotContainAnyElementsOf(atSecond.keySet());
		assertThat(atSecond).isNotEmpty();
		Map<String, Long> all = new HashMap<>(atFirst);
		all.putAll(atSecond);
		assertThat(all).hasSize(40).allSatisfy((trace, spans) -> assertThat(spans).isEqualTo(4));
	}

	@Test
	void aDatabaseIsANodeOfTheServiceGraph() {
		CollectorServer.program("service_graph", "tail_sampling", "span_metrics");
		OtlpReceiver backend = opened(OtlpReceiver.start());
		CollectorServer gateway = gateway(backend, "0", "gateway.yaml", "servicegraph.yaml");
		ConfigurableApplicationContext stock = application(gateway, "stock");
		ConfigurableApplicationContext shop = application(gateway, "shop", "stock=" + url(stock));
		for (int i = 0; i < 5; i++) {
			http(shop).get("/orders/" + i);
		}
		awaitPoint(5, "traces_service_graph_request_total", Map.of("client", "shop", "server", "stock"));
		awaitPoint(5, "traces_service_graph_request_total",
				Map.of("client", "stock", "server", DATABASE + "-stock", "connection_type", "database"));
	}

	private void awaitCalls(int expected, Map<String, String> attributes) {
		awaitPoint(expected, "traces.span.metrics.calls", attributes);
	}

	private void awaitPoint(long expected, String metric, Map<String, String> attributes) {
		Waiting.await(() -> points(metric, attributes) == expected, () -> "%d calls of %s, but there are %d in %s"
			.formatted(expected, attributes, points(metric, attributes), this.prometheus.metrics()));
	}

	/**
	 * Returns the latest sum of the points of a metric with some attributes.
	 */
	private long points(String name, Map<String, String> attributes) {
		long sum = 0;
		for (Metric metric : this.prometheus.metrics()) {
			if (metric.getName().equals(name)) {
				List<NumberDataPoint> points = metric.getSum()
					.getDataPointsList()
					.stream()
					.filter((point) -> OtlpReceiver.attributes(point.getAttributesList())
						.entrySet()
						.containsAll(attributes.entrySet()))
					.toList();
				if (!points.isEmpty()) {
					sum = points.stream().mapToLong(NumberDataPoint::getAsInt).sum();
				}
			}
		}
		return sum;
	}

	private CollectorServer gateway(OtlpReceiver backend, String percentage, String... configurations) {
		return opened(CollectorServer.start(Map.of("BACKEND_ENDPOINT", "127.0.0.1:" + backend.port(), "PROMETHEUS_URL",
				this.prometheus.url(), "DECISION_WAIT", "3s", "SLOW_MILLIS", "3600000", "SAMPLING_PERCENTAGE",
				percentage, "METRICS_FLUSH_INTERVAL", "200ms"), configurations));
	}

	private CollectorServer agent(CollectorServer gateway) {
		return opened(CollectorServer.start(
				Map.of("GATEWAY_HOST", "127.0.0.1", "GATEWAY_PORT", String.valueOf(gateway.grpcPort())), "agent.yaml"));
	}

	private ConfigurableApplicationContext application(CollectorServer collector, String name, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("spring.data.jpa.repositories.enabled=false");
		all.add("tracing.service-name=" + name);
		all.add("tracing.otlp.endpoint=http://127.0.0.1:" + collector.grpcPort());
		ConfigurableApplicationContext application = TestApplication.runWeb(Shop.class, all.toArray(String[]::new));
		this.open.add(application);
		return application;
	}

	private <T extends AutoCloseable> T opened(T resource) {
		this.open.add(resource);
		return resource;
	}

	private static Map<String, Long> traces(OtlpReceiver receiver) {
		return receiver.spans()
			.stream()
			.collect(Collectors.groupingBy((span) -> OtlpReceiver.hex(span.getTraceId().toByteArray()),
					Collectors.counting()));
	}

	private static Http http(ConfigurableApplicationContext application) {
		return new Http(port(application));
	}

	private static String url(ConfigurableApplicationContext application) {
		return "http://localhost:" + port(application);
	}

	private static int port(ConfigurableApplicationContext application) {
		return ((WebServerApplicationContext) application).getWebServer().getPort();
	}

	@Configuration(proxyBeanMethods = false)
	static class Shop {

		@Bean
		DataSource dataSource(@Value("${tracing.service-name}") String name) {
			JdbcDataSource dataSource = new JdbcDataSource();
			dataSource.setURL("jdbc:h2:mem:%s-%s;DB_CLOSE_DELAY=-1".formatted(DATABASE, name));
			return dataSource;
		}

		@Bean
		Orders orders(DataSource dataSource, RestClient.Builder builder,
				@Value("${stock:http://localhost}") String stock) {
			return new Orders(JdbcClient.create(dataSource), builder.baseUrl(stock).build());
		}

	}

	@RestController
	static class Orders {

		private final JdbcClient database;

		private final RestClient stock;

		Orders(JdbcClient database, RestClient stock) {
			this.database = database;
			this.stock = stock;
		}

		@GetMapping("/orders/{id}")
		String order(@PathVariable String id) {
			return String.valueOf(this.stock.get().uri("/stock/{id}", id).retrieve().body(String.class));
		}

		@GetMapping("/stock/{id}")
		String stock(@PathVariable String id) {
			return this.database.sql("SELECT 1").query(String.class).single() + id;
		}

		@GetMapping("/repeats")
		String repeats() {
			Set<String> found = new TreeSet<>();
			for (int i = 0; i < 60; i++) {
				found.add(this.database.sql("SELECT 1").query(String.class).single());
			}
			return found.toString();
		}

		@GetMapping("/fails")
		String fails() {
			throw new IllegalStateException("no stock");
		}

	}

}
