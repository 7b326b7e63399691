package io.github.tracingstarter.ui.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.tracingstarter.report.SupportReport;
import io.github.tracingstarter.support.Instrumentations;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests of what the page shows about properties and instrumentations.
 */
class ConfigTests {

	private static final String YAML = """
			spring:
			  application:
			    name: shop
			tracing:
			  jdbc:
			    slow-threshold: 2s
			  web:
			    exclude:
			      - /internal/**
			      - GET /ping
			  otlp:
			    endpoint: http://user:s3cret@collector:4318/v1/traces?api_key=k3y&x=1
			    headers:
			      Authorization: Bearer t0ken
			      X-Tenant: acme
			  resource:
			    deployment.environment.name: ${stage}
			    db.password: hunter2
			stage: test
			""";

	@TempDir
	private Path directory;

	/** The properties of an instrumentation that is part of the tests. */
	private static final String EXAMPLE = "tracing.pigeon.";

	/** For tests that change nothing. */
	private static ConfigurableApplicationContext withDefaults;

	@BeforeAll
	static void start() {
		withDefaults = SettingsApplication.run();
	}

	@AfterAll
	static void stop() {
		withDefaults.close();
	}

	@Test
	void whereEachValueComesFrom() throws IOException {
		try (ConfigurableApplicationContext application = run(
				Map.of("TRACING_BATCH_MAX_QUEUE_SIZE", "4096", "MANAGEMENT_TRACING_SAMPLING_PROBABILITY", "0.5"),
				"--tracing.client.enabled=false")) {
			Page page = new Page(application);
			assertThat(page.item("tracing.jdbc.slow-threshold")).containsOnly(
					entry("key", "tracing.jdbc.slow-threshold"), entry("value", "2s"), entry("default", "500ms"),
					entry("source", "application.yaml line 6"), entry("mutable", false), entry("changed", false),
					entry("description",
							"Threshold above which a statement is slow. Its span gets an event that names the line of the application that ran it."));
			assertThat(page.item("tracing.batch.max-queue-size")).containsEntry("value", "4096")
				.containsEntry("source", "environment variable TRACING_BATCH_MAX_QUEUE_SIZE")
				.containsEntry("default", "32768");
			assertThat(page.item("tracing.client.enabled")).containsEntry("value", "false")
				.containsEntry("source", "command line");
			assertThat(page.item("tracing.sampling.probability")).containsEntry("value", "0.5")
				.containsEntry("default", "1.0")
				.containsEntry("mutable", true)
				.containsEntry("source",
						"environment variable MANAGEMENT_TRACING_SAMPLING_PROBABILITY (management.tracing.sampling.probability)");
			assertThat(page.item("tracing.service-name")).containsEntry("value", "shop")
				.containsEntry("source", "application.yaml line 3 (spring.application.name)")
				.doesNotContainKey("default");
			assertThat(page.item("tracing.web.exclude")).containsEntry("value", "/internal/**, GET /ping")
				.containsEntry("source", "application.yaml line 9");
			assertThat(page.item("tracing.exporters")).containsEntry("value", "none")
				.containsEntry("source", "default properties of the application");
			assertThat(page.item("tracing.zipkin.read-timeout")).containsEntry("value", "10s")
				.containsEntry("source", "default");
			assertThat(page.item("tracing.otlp.protocol")).containsEntry("value", "")
				.containsEntry("source", "default");
			assertThat(page.meta()).containsEntry("sampling", 0.5);
		}
	}

	@Test
	void descriptionsAreSentences() throws IOException {
		assertThat(Page.list(new Page(withDefaults).get("/config"), "items"))
			.filteredOn((item) -> !item.get("key").toString().startsWith(EXAMPLE))
			.allSatisfy((item) -> assertThat(item.get("description").toString()).matches("[A-Z].*\\."));
	}

	@Test
	void headersInOneTextAreNotShown() throws IOException {
		try (ConfigurableApplicationContext application = run(Map.of("TRACING_OTLP_HEADERS", "x-api-key=c00kie"))) {
			Page page = new Page(application);
			assertThat(page.item("tracing.otlp.headers").get("value").toString()).contains("******");
			assertThat(Page.text(page.call("GET", "/config", ""))).doesNotContain("c00kie");
		}
	}

	@Test
	void noSecretIsShown() throws IOException {
		try (ConfigurableApplicationContext application = run(Map.of("TRACING_OTLP_HEADERS_COOKIE", "c00kie"))) {
			Page page = new Page(application);
			assertThat(page.item("tracing.otlp.endpoint")).containsEntry("value",
					"http://collector:4318/v1/traces?api_key=REDACTED&x=1");
			assertThat(page.item("tracing.otlp.headers").get("value").toString()).contains("Authorization: ******")
				.contains("X-Tenant: ******")
				.contains("cookie: ******");
			assertThat(page.item("tracing.resource")).containsEntry("value",
					"deployment.environment.name: test, db.password: ******");
			assertThat(Page.text(page.call("GET", "/config", ""))).doesNotContain("s3cret", "k3y", "t0ken", "acme",
					"c00kie", "hunter2");
		}
	}

	@Test
	void anEndpointOfBootsIsShownAsOurs() {
		try (ConfigurableApplicationContext application = SettingsApplication
			.run("--management.opentelemetry.tracing.export.otlp.endpoint=http://boots:4318/v1/traces")) {
			assertThat(new Page(application).item("tracing.otlp.endpoint"))
				.containsEntry("value", "http://boots:4318/v1/traces")
				.containsEntry("source", "command line (management.opentelemetry.tracing.export.otlp.endpoint)");
		}
	}

	/**
	 * Boot reads the variables of the process itself, so its property source is created
	 * here.
	 */
	@Test
	void aVariableOfOpenTelemetryIsShownAsOurs() {
		Origin origin = new Origin() {

			@Override
			public String toString() {
				return "Converted OpenTelemetry environment variable 'OTEL_TRACES_SAMPLER_ARG'";
			}

		};
		PropertySource<?> source = new OriginTrackedMapPropertySource("openTelemetryEnvironmentVariables",
				Map.of("management.tracing.sampling.probability", OriginTrackedValue.of("0.25", origin)));
		try (ConfigurableApplicationContext application = SettingsApplication.builder()
			.initializers((context) -> context.getEnvironment().getPropertySources().addFirst(source))
			.run()) {
			assertThat(new Page(application).item("tracing.sampling.probability")).containsEntry("value", "0.25")
				.containsEntry("source",
						"environment variable OTEL_TRACES_SAMPLER_ARG (management.tracing.sampling.probability)");
		}
	}

	@Test
	void otherSources() {
		System.setProperty("tracing.jdbc.rows", "true");
		try (ConfigurableApplicationContext application = SettingsApplication
			.run("--spring.application.json={\"tracing\":{\"jdbc\":{\"transactions\":true}}}")) {
			Page page = new Page(application);
			assertThat(page.item("tracing.jdbc.rows")).containsEntry("value", "true")
				.containsEntry("source", "system property");
			assertThat(page.item("tracing.jdbc.transactions")).containsEntry("value", "true")
				.containsEntry("source", "SPRING_APPLICATION_JSON");
		}
		finally {
			System.clearProperty("tracing.jdbc.rows");
		}
	}

	@Test
	void everyPropertyOfTheStarterIsThereOnce() {
		List<String> keys = Page.list(new Page(withDefaults).get("/config"), "items")
			.stream()
			.map((item) -> item.get("key").toString())
			.filter((key) -> !key.startsWith(EXAMPLE))
			.toList();
		assertThat(keys).isSorted()
			.doesNotHaveDuplicates()
			.allMatch((key) -> key.startsWith("tracing."))
			.contains("tracing.enabled", "tracing.web.exclude", "tracing.zipkin.endpoint", "tracing.ui.path");
		List<Instrumentations.Status> instrumentations = withDefaults.getBean(Instrumentations.class).statuses();
		assertThat(keys.stream().filter((key) -> key.matches("tracing\\.[a-z0-9-]+\\.enabled")))
			.containsExactlyInAnyOrderElementsOf(Stream
				.concat(instrumentations.stream().map(Instrumentations.Status::key),
						Stream.of("tracing.logs.enabled", "tracing.metrics.enabled", "tracing.ui.enabled"))
				.toList());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{\"key\": 1|The body is not JSON.", "[1]|The body is not a JSON object.",
			"|The body is not a JSON object.", "null|The body is not a JSON object.",
			"{\"tracing.jdbc.rows\":true}|tracing.jdbc.rows=true cannot be used because this property cannot be changed while the application runs. These can: tracing.",
			"{\"tracing.sampling.probability\":{}}|tracing.sampling.probability={} cannot be used because it is not a number. Write 1.0 for all traces, 0.1 for a tenth, 0.0 for none.",
			"{\"tracing.sampling.probability\":\"half\"}|tracing.sampling.probability=half cannot be used because it is not a number. Write 1.0 for all traces, 0.1 for a tenth, 0.0 for none.",
			"{\"tracing.sampling.probability\":\"\"}|tracing.sampling.probability= cannot be used because it is not a number. Write 1.0 for all traces, 0.1 for a tenth, 0.0 for none.",
			"{\"tracing.sampling.probability\":\"NaN\"}|tracing.sampling.probability=NaN cannot be used because it is not between 0.0 and 1.0. Write 1.0 for all traces, 0.1 for a tenth, 0.0 for none.",
			"{\"tracing.sampling.probability\":-1}|tracing.sampling.probability=-1.0 cannot be used because it is not between 0.0 and 1.0. Write 1.0 for all traces, 0.1 for a tenth, 0.0 for none.",
			"{\"tracing.sampling.probability\":50}|tracing.sampling.probability=50.0 cannot be used because it is not between 0.0 and 1.0. Write 0.5 for 50.0 % of the traces, or 1.0 for all." })
	void whatCannotBeUsedIsRefusedAndChangesNothing(String body, String error) {
		Page page = new Page(withDefaults);
		assertThat(page.refused("PATCH", "/config", (body != null) ? body : "")).startsWith(error);
		assertThat(page.item("tracing.sampling.probability")).containsEntry("value", "1.0")
			.containsEntry("changed", false);
		assertThat(page.get("/config")).containsEntry("yaml", "");
	}

	@Test
	void instrumentations() {
		try (ConfigurableApplicationContext application = SettingsApplication.run("--tracing.jdbc.enabled=false")) {
			List<Map<String, Object>> found = Page.list(new Page(application).get("/config"), "instrumentations");
			assertThat(found)
				.extracting((item) -> item.get("name"), (item) -> item.get("key"), (item) -> item.get("on"),
						(item) -> item.get("reason"))
				.contains(
						tuple("HTTP client", "tracing.client.enabled", true,
								"no RestClient, RestTemplate or builder has been found so far"),
						tuple("HTTP server", "tracing.web.enabled", true, "all servlets"),
						tuple("JDBC", "tracing.jdbc.enabled", false, "tracing.jdbc.enabled is false"),
						tuple("Kafka", "tracing.kafka.enabled", true, "no template or listener has been found so far"),
						tuple("Spring Security", "tracing.security.enabled", false,
								"tracing.security.enabled is false by default"),
						tuple("task executors", "tracing.context.enabled", true,
								"applicationTaskExecutor (ThreadPoolTaskExecutor), asynchronous handlers of Spring MVC"));
			// The driver of Spring Boot 4.0 observes nothing, there is no agent, and the
			// libraries of the test modules are not here.
			Set<String> absent = Set.of("ai", "elasticsearch", "faas", "gateway", "mongodb", "weaving");
			assertThat(found).filteredOn((item) -> !absent.contains(item.get("id")))
				.allSatisfy((item) -> assertThat(item).containsEntry("present", true));
			Map<String, Object> executors = found.stream()
				.filter((item) -> item.get("name").equals("task executors"))
				.findFirst()
				.orElseThrow();
			assertThat(Page.list(executors, "details")).containsExactly(
					Map.of("subject", "applicationTaskExecutor (ThreadPoolTaskExecutor)", "traced", true, "reason", ""),
					Map.of("subject", "asynchronous handlers of Spring MVC", "traced", true, "reason", ""));
		}
	}

	@ParameterizedTest
	@CsvSource({ "http://collector:4317, http://collector:4317", "https://u:p@collector, https://collector",
			"http://u:p/w@collector, http://collector", "u:p@collector:4317, collector:4317",
			"http://c/x?token=t&a=b, http://c/x?token=REDACTED&a=b", "http://c/{x}?token=t, http://c/{x}?******" })
	void addressesAreShownWithoutSecrets(String value, String shown) {
		try (ConfigurableApplicationContext application = SettingsApplication
			.run("--tracing.zipkin.endpoint=" + value)) {
			assertThat(new Page(application).item("tracing.zipkin.endpoint")).containsEntry("value", shown);
		}
	}

	@Test
	void theReportIsTheOneThatIsLogged() throws IOException {
		try (ConfigurableApplicationContext application = run(Map.of())) {
			String report = String.valueOf(new Page(application).get("/report").get("text"));
			assertThat(report).isEqualTo(application.getBean(SupportReport.class).text())
				.contains("tracing.jdbc.slow-threshold=2s (application.yaml line 6)")
				.doesNotContain("s3cret", "k3y", "t0ken", "acme", "hunter2");
		}
	}

	@Test
	void withoutThePageThereAreNoRoutes() {
		try (ConfigurableApplicationContext application = SettingsApplication.run("--tracing.ui.enabled=false")) {
			assertThat(application.getBeansOfType(ConfigRoutes.class)).isEmpty();
			assertThat(application.getBeansOfType(ExporterRoutes.class)).isEmpty();
		}
	}

	private ConfigurableApplicationContext run(Map<String, Object> variables, String... arguments) throws IOException {
		Files.writeString(this.directory.resolve("application.yaml"), YAML);
		return SettingsApplication.builder().environment(new StandardEnvironment() {

			@Override
			public Map<String, Object> getSystemEnvironment() {
				return variables;
			}

		}).properties("spring.config.location=" + this.directory.toUri()).run(arguments);
	}

}
