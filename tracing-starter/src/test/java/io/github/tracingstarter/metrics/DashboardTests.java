package io.github.tracingstarter.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.Upstream;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The panels of the Grafana dashboard query metrics and attributes that an application
 * actually sends, by their names in Prometheus.
 */
class DashboardTests {

	private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\{([^}]*)}");

	private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

	private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

	private static final Set<String> SUFFIXES_OF_HISTOGRAMS = Set.of("_bucket", "_count", "_sum");

	/** By the name in Prometheus, with the names of the labels. */
	private static final Map<String, Set<String>> known = new TreeMap<>();

	@BeforeAll
	static void collect() throws Exception {
		try (OtlpReceiver receiver = OtlpReceiver.start();
				Upstream upstream = new Upstream();
				ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
					.properties("server.port=0", "spring.main.banner-mode=off",
							"tracing.otlp.endpoint=" + receiver.url(), "tracing.metrics.interval=50ms",
							"tracing.metrics.names=opentelemetry", "upstream=" + upstream.url("/one"),
							"spring.datasource.url=jdbc:h2:mem:dashboard")
					.run()) {
			int port = ((WebServerApplicationContext) application).getWebServer().getPort();
			Http http = new Http(port);
			http.get("/ask");
			http.get("/fail");
			System.gc();
			receiver.awaitMetric("http.server.request.duration",
					(metric) -> metric.getHistogram().getDataPointsCount() == 2);
			receiver.awaitMetric("jvm.gc.duration", (metric) -> metric.getHistogram().getDataPointsCount() > 0);
			receiver.awaitMetric("db.client.connection.count", (metric) -> true);
			receiver.metrics().forEach(DashboardTests::add);
		}
	}

	@AfterAll
	static void forget() {
		known.clear();
	}

	@Test
	void allMetricsAreSent() throws IOException {
		Set<String> asked = new TreeSet<>();
		for (JsonNode target : targets()) {
			SELECTOR.matcher(target.get("expr").asString()).results().forEach((match) -> asked.add(match.group(1)));
		}
		assertThat(asked).hasSizeGreaterThan(8).isSubsetOf(known.keySet());
	}

	@Test
	void allLabelsAreThere() throws IOException {
		for (JsonNode target : targets()) {
			String expression = target.get("expr").asString();
			Set<String> labels = new TreeSet<>(Set.of("job", "le"));
			Set<String> asked = new TreeSet<>();
			Matcher selector = SELECTOR.matcher(expression);
			while (selector.find()) {
				labels.addAll(known.getOrDefault(selector.group(1), Set.of()));
				Stream.of(selector.group(2).split(",")).forEach((each) -> asked.add(each.trim().split("\\W")[0]));
			}
			Set<String> grouped = new HashSet<>();
			GROUPING.matcher(expression)
				.results()
				.forEach((match) -> Stream.of(match.group(1).split(",")).map(String::trim).forEach(grouped::add));
			asked.addAll(grouped);
			assertThat(asked).as(expression).isNotEmpty().isSubsetOf(labels);
			assertThat(LEGEND.matcher(target.get("legendFormat").asString()).results().map((match) -> match.group(1)))
				.as("legend of " + expression)
				.isSubsetOf(grouped);
		}
	}

	private static Iterable<JsonNode> targets() throws IOException {
		JsonNode dashboard = JsonMapper.shared().readTree(Path.of("../compose/grafana/application.json"));
		return dashboard.get("panels")
			.valueStream()
			.flatMap((panel) -> panel.get("targets").valueStream())
			.filter((target) -> target.get("datasource").get("type").asString().equals("prometheus"))
			.toList();
	}

	/**
	 * Translates names as Prometheus does for OTLP: unit and kind become suffixes.
	 */
	private static void add(Metric metric) {
		String name = metric.getName().replace('.', '_') + switch (metric.getUnit()) {
			case "s" -> "_seconds";
			case "By" -> "_bytes";
			case "1" -> metric.hasGauge() ? "_ratio" : "";
			default -> "";
		};
		if (metric.hasHistogram()) {
			Set<String> labels = metric.getHistogram()
				.getDataPointsList()
				.stream()
				.flatMap((point) -> point.getAttributesList().stream())
				.map(DashboardTests::label)
				.collect(Collectors.toSet());
			SUFFIXES_OF_HISTOGRAMS.forEach((suffix) -> add(name + suffix, labels));
		}
		else {
			boolean isCounter = metric.hasSum() && metric.getSum().getIsMonotonic();
			Set<String> labels = Stream
				.concat(metric.getSum().getDataPointsList().stream(), metric.getGauge().getDataPointsList().stream())
				.flatMap((point) -> point.getAttributesList().stream())
				.map(DashboardTests::label)
				.collect(Collectors.toSet());
			add(isCounter ? name + "_total" : name, labels);
		}
	}

	private static void add(String name, Set<String> labels) {
		known.computeIfAbsent(name, (key) -> new TreeSet<>()).addAll(labels);
	}

	private static String label(KeyValue attribute) {
		return attribute.getKey().replace('.', '_');
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration")
	@Import(Endpoints.class)
	static class Application {

	}

	@RestController
	static class Endpoints {

		private final JdbcTemplate jdbc;

		private final RestClient client;

		private final String upstream;

		Endpoints(JdbcTemplate jdbc, RestClient.Builder client, @Value("${upstream}") String upstream) {
			this.jdbc = jdbc;
			this.client = client.build();
			this.upstream = upstream;
		}

		@GetMapping("/ask")
		String ask() {
			this.client.get().uri(this.upstream).retrieve().toBodilessEntity();
			return "asked " + this.jdbc.queryForList("SELECT 1");
		}

		@GetMapping("/fail")
		String fail() {
			throw new IllegalStateException("failed");
		}

	}

}
