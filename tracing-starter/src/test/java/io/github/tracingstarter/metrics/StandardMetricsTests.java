package io.github.tracingstarter.metrics;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.Upstream;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The metrics of OpenTelemetry's conventions, as a collector gets them from a real
 * application.
 */
class StandardMetricsTests {

	private static final String SERVER = "http.server.request.duration";

	private static final String CLIENT = "http.client.request.duration";

	private static final String DATABASE = "db.client.operation.duration";

	private final OtlpReceiver receiver = OtlpReceiver.start();

	private final Upstream upstream = new Upstream();

	@AfterEach
	void close() {
		this.receiver.close();
		this.upstream.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "http" })
	void aWholeHistogramOfRequests(String protocol) {
		try (ConfigurableApplicationContext application = run("tracing.otlp.protocol=" + protocol)) {
			http(application).get("/users/1");
			http(application).get("/users/2");
			http(application).get("/users/3");
			Metric metric = await(SERVER, 3);
			assertThat(metric.getUnit()).isEqualTo("s");
			assertThat(metric.getDescription()).isEqualTo("Duration of HTTP server requests.");
			assertThat(metric.getHistogram().getAggregationTemporality())
				.isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
			assertThat(metric.getHistogram().getDataPointsList()).singleElement().satisfies((point) -> {
				assertThat(OtlpReceiver.attributes(point.getAttributesList())).isEqualTo(
						Map.of("http.request.method", "GET", "http.route", "/users/{id}", "http.response.status_code",
								200L, "url.scheme", "http", "network.protocol.version", "1.1"));
				assertThat(point.getCount()).isEqualTo(3);
				assertThat(point.getExplicitBoundsList()).containsExactly(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25,
						0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);
				assertThat(point.getBucketCountsList()).hasSize(15);
				assertThat(point.getBucketCountsList().stream().mapToLong(Long::longValue).sum()).isEqualTo(3);
				assertThat(point.getSum()).isBetween(point.getMax(), 3 * point.getMax());
				assertThat(point.getMin()).isPositive().isLessThanOrEqualTo(point.getMax());
			});
			this.receiver.await(3);
			assertThat(this.receiver.metricResources()).isEqualTo(this.receiver.resources()).hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracing.sampling.probability=1.0", "tracing.sampling.probability=0.1",
			"tracing.sampling.probability=0.0", "tracing.sampling.rules[0].drop=true", "tracing.web.exclude=/**" })
	void everyRequestCallAndStatementIsCountedOnce(String sampling) {
		try (ConfigurableApplicationContext application = run(sampling)) {
			Http http = http(application);
			for (int i = 0; i < 10; i++) {
				http.get("/calls");
				http.get("/failing");
			}
			http.get("/nothing/here");
			http.exchange("BREW", "/users/1");
			await(SERVER, 22);
			await(CLIENT, 50);
			await(DATABASE, 21);
			String server = "{http.request.method=%s, http.response.status_code=%s, %snetwork.protocol.version=1.1, url.scheme=http} %d";
			assertThat(series(SERVER)).containsExactlyInAnyOrder(
					server.formatted("GET", "200", "http.route=/calls, ", 10), server.formatted("GET", "404", "", 1),
					"{error.type=java.lang.IllegalStateException, http.request.method=GET, http.response.status_code=500, http.route=/failing, network.protocol.version=1.1, url.scheme=http} 10",
					server.formatted("_OTHER", "200", "http.route=/users/{id}, ", 1));
			String client = "{%shttp.request.method=GET, http.response.status_code=%s, server.address=127.0.0.1, server.port="
					+ this.upstream.port() + "} %d";
			assertThat(series(CLIENT)).containsExactlyInAnyOrder(client.formatted("", "200", 40),
					client.formatted("error.type=404, ", "404", 10));
			assertThat(series(DATABASE)).containsExactly(
					"{db.namespace=standard-metrics, db.query.summary=SELECT missing, db.response.status_code=42S02, db.system.name=h2database, error.type=org.h2.jdbc.JdbcSQLSyntaxErrorException} 10",
					"{db.namespace=standard-metrics, db.query.summary=SELECT users, db.system.name=h2database} 11");
		}
	}

	@Test
	void statementsAndCallsOutsideOfATraceAreCounted() {
		try (ConfigurableApplicationContext application = run()) {
			JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
			jdbc.queryForList("SELECT * FROM users WHERE id = 7");
			jdbc.queryForList("SELECT * FROM users WHERE id = 8");
			jdbc.update("UPDATE users SET id = 3 WHERE id = 4");
			jdbc.batchUpdate("UPDATE users SET id = 5 WHERE id = 6", "UPDATE users SET id = 7 WHERE id = 8");
			await(DATABASE, 4);
			assertThat(series(DATABASE)).containsExactly(
					"{db.namespace=standard-metrics, db.query.summary=BATCH UPDATE users, db.system.name=h2database} 1",
					"{db.namespace=standard-metrics, db.query.summary=SELECT users, db.system.name=h2database} 2",
					"{db.namespace=standard-metrics, db.query.summary=UPDATE users, db.system.name=h2database} 1");
			assertThat(this.receiver.spans()).isEmpty();
			catchThrowable(() -> application.getBean(RestClient.class)
				.get()
				.uri("http://localhost:1/gone")
				.retrieve()
				.toBodilessEntity());
			Metric calls = await(CLIENT, 1);
			assertThat(OtlpReceiver.attributes(calls.getHistogram().getDataPoints(0).getAttributesList()))
				.containsEntry("error.type", "java.net.ConnectException")
				.containsEntry("server.port", 1L)
				.doesNotContainKey("http.response.status_code");
		}
	}

	@Test
	void anExemplarNamesATraceThatArrives() {
		try (ConfigurableApplicationContext application = run("tracing.sampling.probability=0.5",
				"tracing.sampling.keep.errors=true")) {
			for (int i = 0; i < 20; i++) {
				http(application).get("/calls");
				http(application).get("/failing");
			}
			await(SERVER, 40);
			await(CLIENT, 100);
			await(DATABASE, 40);
			for (String name : List.of(SERVER, CLIENT, DATABASE)) {
				// Each export has the values since the previous one.
				List<Exemplar> exemplars = this.receiver.metrics()
					.stream()
					.filter((metric) -> metric.getName().equals(name))
					.flatMap((metric) -> metric.getHistogram().getDataPointsList().stream())
					.flatMap((point) -> point.getExemplarsList().stream())
					.toList();
				assertThat(exemplars).as(name).isNotEmpty().allSatisfy((exemplar) -> {
					this.receiver.awaitSpan(exemplar.getSpanId());
					Span span = this.receiver.spans()
						.stream()
						.filter((each) -> each.getSpanId().equals(exemplar.getSpanId()))
						.findFirst()
						.orElseThrow();
					assertThat(span.getTraceId()).isEqualTo(exemplar.getTraceId());
					assertThat(span.getFlags() & 1).isOne();
				});
			}
		}
	}

	@Test
	void bucketsAndAttributesByProperty() {
		try (ConfigurableApplicationContext application = run("tracing.metrics.buckets=1ms,100ms",
				"tracing.metrics.attributes=http.route,db.system.name")) {
			http(application).get("/users/1");
			http(application).get("/nothing");
			await(SERVER, 2);
			await(DATABASE, 1);
			assertThat(series(SERVER)).containsExactly("{http.route=/users/{id}} 1", "{} 1");
			assertThat(series(DATABASE)).containsExactly("{db.system.name=h2database} 1");
			assertThat(this.receiver.metric(SERVER).getHistogram().getDataPoints(0).getExplicitBoundsList())
				.containsExactly(0.001, 0.1);
		}
	}

	@Test
	void exponentialHistogramsByProperty() {
		try (ConfigurableApplicationContext application = run("tracing.metrics.histogram=exponential")) {
			http(application).get("/users/1");
			Metric metric = this.receiver.awaitMetric(SERVER, (newest) -> true);
			assertThat(metric.getExponentialHistogram().getDataPointsList()).singleElement()
				.satisfies((point) -> assertThat(point.getCount()).isEqualTo(1));
		}
	}

	@Test
	void theVirtualMachineAndThePool() {
		try (ConfigurableApplicationContext application = run()) {
			application.getBean(JdbcTemplate.class).queryForList("SELECT * FROM users");
			System.gc();
			for (String name : List.of("jvm.memory.used", "jvm.memory.committed", "jvm.memory.limit",
					"jvm.memory.used_after_last_gc", "jvm.thread.count", "jvm.class.count", "jvm.cpu.count",
					"db.client.connection.count", "db.client.connection.pending_requests", "db.client.connection.max",
					"db.client.connection.idle.min")) {
				Metric metric = this.receiver.awaitMetric(name, (newest) -> true);
				assertThat(metric.getSum().getIsMonotonic()).as(name).isFalse();
				assertThat(metric.getSum().getDataPointsList()).as(name).isNotEmpty();
			}
			for (String name : List.of("jvm.class.loaded", "jvm.class.unloaded", "jvm.cpu.time")) {
				assertThat(this.receiver.awaitMetric(name, (newest) -> true).getSum().getIsMonotonic()).as(name)
					.isTrue();
			}
			this.receiver.awaitMetric("jvm.gc.duration", (newest) -> newest.getHistogram().getDataPointsCount() > 0);
			this.receiver.awaitMetric("jvm.cpu.recent_utilization", (newest) -> true);
			assertThat(this.receiver.metric("db.client.connection.max").getSum().getDataPointsList()).singleElement()
				.satisfies((point) -> {
					assertThat(point.getAsInt()).isEqualTo(3);
					assertThat(OtlpReceiver.attributes(point.getAttributesList()))
						.isEqualTo(Map.of("db.client.connection.pool.name", "main"));
				});
			assertThat(this.receiver.metric("db.client.connection.count").getSum().getDataPointsList())
				.extracting((point) -> OtlpReceiver.attributes(point.getAttributesList()))
				.containsExactlyInAnyOrder(
						Map.of("db.client.connection.pool.name", "main", "db.client.connection.state", "idle"),
						Map.of("db.client.connection.pool.name", "main", "db.client.connection.state", "used"));
			assertThat(this.receiver.metric("jvm.memory.used").getSum().getDataPointsList())
				.extracting(NumberDataPoint::getAsInt)
				.allMatch((bytes) -> bytes >= 0);
		}
	}

	@Test
	void whereBootMeasuresNothingIsMeasuredTwice() {
		try (ConfigurableApplicationContext application = run("tracing.metrics.names=")) {
			assertThat(application.getBeanProvider(StandardMetrics.class).stream()).isEmpty();
			assertThat(application.getBeanProvider(JvmMetrics.class).stream()).isEmpty();
			assertThat(application.getBeanProvider(PoolMetrics.class).stream()).isEmpty();
		}
	}

	@Test
	void withoutBootsMetricsTheyAreThereUnasked() {
		String boot = "org.springframework.boot.micrometer.metrics.autoconfigure.";
		try (ConfigurableApplicationContext application = run("tracing.metrics.names=",
				"spring.autoconfigure.exclude=" + boot + "MetricsAutoConfiguration," + boot
						+ "CompositeMeterRegistryAutoConfiguration," + boot
						+ "export.simple.SimpleMetricsExportAutoConfiguration")) {
			http(application).get("/users/1");
			await(SERVER, 1);
		}
	}

	private ConfigurableApplicationContext run(String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "spring.main.banner-mode=off",
				"tracing.otlp.endpoint=" + this.receiver.url(), "tracing.metrics.interval=50ms",
				"tracing.batch.schedule-delay=50ms", "tracing.metrics.names=opentelemetry",
				"upstream=" + this.upstream.url(""), "spring.datasource.hikari.pool-name=main",
				"spring.datasource.hikari.maximum-pool-size=3",
				"spring.datasource.url=jdbc:h2:mem:standard-metrics;INIT=CREATE TABLE IF NOT EXISTS users(id INT)"));
		all.addAll(List.of(properties));
		return new SpringApplicationBuilder(Application.class, Endpoints.class).properties(all.toArray(String[]::new))
			.run();
	}

	private static Http http(ConfigurableApplicationContext application) {
		return new Http(Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port")));
	}

	private Metric await(String name, long count) {
		return this.receiver.awaitMetric(name,
				(metric) -> metric.getHistogram()
					.getDataPointsList()
					.stream()
					.mapToLong(HistogramDataPoint::getCount)
					.sum() >= count);
	}

	private List<String> series(String name) {
		return List.copyOf(new TreeSet<>(this.receiver.metric(name)
			.getHistogram()
			.getDataPointsList()
			.stream()
			.map((point) -> new TreeMap<>(OtlpReceiver.attributes(point.getAttributesList())) + " " + point.getCount())
			.toList()));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration")
	static class Application {

		@Bean
		HttpClient httpClient() {
			return HttpClient.newHttpClient();
		}

		@Bean
		RestClient restClient(RestClient.Builder builder, HttpClient client) {
			return builder.requestFactory(new JdkClientHttpRequestFactory(client)).build();
		}

		@Bean
		WebClient webClient(WebClient.Builder builder) {
			return builder.build();
		}

	}

	@RestController
	static class Endpoints {

		private final JdbcTemplate jdbc;

		private final RestClient restClient;

		private final WebClient webClient;

		private final HttpClient httpClient;

		private final String upstream;

		Endpoints(JdbcTemplate jdbc, RestClient restClient, WebClient webClient, HttpClient httpClient,
				org.springframework.core.env.Environment environment) {
			this.jdbc = jdbc;
			this.restClient = restClient;
			this.webClient = webClient;
			this.httpClient = httpClient;
			this.upstream = environment.getRequiredProperty("upstream");
		}

		@RequestMapping("/users/{id}")
		String user(@PathVariable String id) {
			return "user " + this.jdbc.queryForList("SELECT * FROM users WHERE id = " + id);
		}

		@GetMapping("/calls")
		String calls() throws Exception {
			this.jdbc.queryForList("SELECT * FROM users WHERE id = ?", 1);
			this.restClient.get().uri(this.upstream + "/one").retrieve().toBodilessEntity();
			this.webClient.get().uri(this.upstream + "/two").retrieve().toBodilessEntity().block();
			this.httpClient.send(HttpRequest.newBuilder(URI.create(this.upstream + "/three")).build(),
					HttpResponse.BodyHandlers.discarding());
			this.httpClient
				.sendAsync(HttpRequest.newBuilder(URI.create(this.upstream + "/four")).build(),
						HttpResponse.BodyHandlers.discarding())
				.get();
			return "called";
		}

		@GetMapping("/failing")
		String failing() {
			catchThrowable(() -> this.jdbc.queryForList("SELECT * FROM missing"));
			catchThrowable(
					() -> this.restClient.get().uri(this.upstream + "/status/404").retrieve().toBodilessEntity());
			throw new IllegalStateException("failing");
		}

	}

}
