package io.github.tracingstarter.sampling.rules;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.tracingstarter.configuration.LiveProperties;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.control.Changes;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Upstream;
import io.github.tracingstarter.testing.Waiting;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what rules do with the spans of a real application.
 */
class RuleEffectsTests {

	private static final String WHOLE = """
			SERVER GET /users/{id}
			  CLIENT SELECT dual
			  CLIENT GET
			""";

	/** The other bit says that the trace id is random. */
	private static final String NOT_SAMPLED = ".*-0[02]";

	private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-";

	private final Upstream upstream = new Upstream();

	@AfterEach
	void stop() {
		this.upstream.close();
	}

	@Test
	void withoutRulesEverythingIsRecorded() {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(tree(context, "/users/1")).isEqualTo(WHOLE);
			assertThat(traceparent(this.upstream.only())).contains(spans(context).named("GET").getSpanId());
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "[{path: /users/1, drop: true}]", "[{route: '/users/{id}', drop: true}]",
					"[{method: GET, header: X-Test=1, drop: true}]", "[{host: localhost, probability: 0}]",
					"[{instrumentation: web, drop: true}]", "[{rate: 1/h}]" })
	void aDroppedRequestMakesNoSpan(String rules) {
		try (ConfigurableApplicationContext context = run("tracing.rules[0].path=/none",
				"tracing.rules[0].drop=true")) {
			change(context, "tracing.rules", rules);
			if (rules.contains("rate")) {
				assertThat(tree(context, "/users/1")).isEqualTo(WHOLE);
				spans(context).clear();
				this.upstream.received().clear();
			}
			http(context).get("/users/1", "X-Test", "1");
			assertThat(spans(context).tree()).isEmpty();
			assertThat(traceparent(this.upstream.only())).matches(NOT_SAMPLED);
			change(context, "tracing.rules", "");
			assertThat(tree(context, "/users/1")).isEqualTo(WHOLE);
		}
	}

	@Test
	void aHeaderThatIsNotThereDropsNothing() {
		try (ConfigurableApplicationContext context = run()) {
			change(context, "tracing.rules", "[{header: X-Test=1, drop: true}, {header: X-Other, drop: true}]");
			assertThat(tree(context, "/users/1")).isEqualTo(WHOLE);
		}
	}

	@Test
	void theCallersDecisionCountsUnlessARuleOverridesIt() {
		try (ConfigurableApplicationContext context = run()) {
			change(context, "tracing.rules", "[{path: /users/*, keep: true}]");
			http(context).get("/users/1", "traceparent", CALLER + "00");
			assertThat(spans(context).tree()).isEmpty();
			change(context, "tracing.rules", "[{path: /users/*, keep: true, override-parent: true}]");
			http(context).get("/users/1", "traceparent", CALLER + "00");
			spans(context).await(3);
			assertThat(spans(context).first(SpanKind.SERVER).getParentSpanId()).isEqualTo("00f067aa0ba902b7");
			assertThat(traceparent(this.upstream.received().get(1))).endsWith("-01");
			spans(context).clear();
			change(context, "tracing.rules", "[{path: /users/*, probability: 0}]");
			http(context).get("/users/1", "traceparent", CALLER + "01");
			spans(context).await(3);
		}
	}

	@Test
	void keepRecordsWhatTheProbabilityWouldNot() {
		try (ConfigurableApplicationContext context = run("tracing.sampling.probability=0",
				"tracing.rules[0].path=/users/1", "tracing.rules[0].keep=true")) {
			http(context).get("/users/2");
			assertThat(tree(context, "/users/1")).isEqualTo(WHOLE);
			assertThat(RecordedSpans.attributes(spans(context).first(SpanKind.SERVER))).containsKeys("url.path",
					"http.request.method", "http.route");
			assertThat(spans(context).first(SpanKind.SERVER).getSpanContext().getTraceState().isEmpty()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "instrumentation: web, " })
	void keepMayDependOnTheEnd(String start) {
		try (ConfigurableApplicationContext context = run("tracing.sampling.probability=0",
				"tracing.ui.enabled=true")) {
			change(context, "tracing.rules",
					"[{%sattributes: {http.response.status_code: 404}, keep: true}]".formatted(start));
			http(context).get("/users/1");
			http(context).get("/none");
			TraceStore store = context.getBean(TraceStore.class);
			Waiting.await(() -> store.stats().traces() == 1, () -> "one stored trace");
			assertThat(store.changedSince(0, 10).get(0).spans()).singleElement()
				.satisfies((span) -> assertThat(span.attributes().asMap().toString()).contains("/none", "rule")
					.doesNotContain("tracing.instrumentation"));
			assertThat(traceparent(this.upstream.only())).matches(NOT_SAMPLED);
		}
	}

	@Test
	void aDropBelowARootThatMayBeKeptRemovesThatSpanAlone() {
		try (ConfigurableApplicationContext context = run("tracing.sampling.probability=0",
				"tracing.sampling.keep.slower-than=0ms", "tracing.ui.enabled=true")) {
			change(context, "tracing.rules", "[{span-name: none, drop: true}, {instrumentation: client, drop: true}]");
			http(context).get("/users/1");
			TraceStore store = context.getBean(TraceStore.class);
			Waiting.await(() -> store.stats().traces() == 1 && store.changedSince(0, 10).get(0).spans().size() > 1,
					() -> "one stored trace");
			assertThat(store.changedSince(0, 10).get(0).spans()).extracting(StoredSpan::name)
				.containsExactlyInAnyOrder("GET /users/{id}", "SELECT dual");
		}
	}

	@Test
	void aDropBelowARootRemovesThatSpanAlone() {
		try (ConfigurableApplicationContext context = run()) {
			change(context, "tracing.rules",
					"[{attributes: {db.system.name: h2*}, drop: true}, {remote-service: '127.*', drop: true}]");
			assertThat(tree(context, "/users/1")).isEqualTo("SERVER GET /users/{id}\n");
			SpanData request = spans(context).first(SpanKind.SERVER);
			assertThat(traceparent(this.upstream.only()))
				.matches("00-%s-%s-0[13]".formatted(request.getTraceId(), request.getSpanId()));
			assertThat(request.hasEnded()).isTrue();
			assertThat(context.getBean(Rules.class).statuses()).extracting(Rules.Status::hits).containsExactly(1L, 1L);
		}
	}

	@Test
	void instrumentationsGoOffAndOn() {
		try (ConfigurableApplicationContext context = run()) {
			change(context, "tracing.jdbc.enabled", "false");
			assertThat(tree(context, "/users/1")).isEqualTo("SERVER GET /users/{id}\n  CLIENT GET\n");
			spans(context).clear();
			change(context, "tracing.client.enabled", "false");
			assertThat(tree(context, "/users/1")).isEqualTo("SERVER GET /users/{id}\n");
			SpanData request = spans(context).first(SpanKind.SERVER);
			assertThat(traceparent(this.upstream.received().get(1)))
				.matches("00-%s-%s-0[13]".formatted(request.getTraceId(), request.getSpanId()));
			spans(context).clear();
			change(context, "tracing.web.enabled", "false");
			http(context).get("/users/1");
			assertThat(spans(context).tree()).isEmpty();
			for (String id : List.of("web", "client", "jdbc")) {
				change(context, "tracing.%s.enabled".formatted(id), "true");
			}
			assertThat(tree(context, "/users/1")).isEqualTo(WHOLE);
		}
	}

	@Test
	void whatWasOffAtTheStartCannotBeChanged() {
		try (ConfigurableApplicationContext context = run("tracing.jdbc.enabled=false")) {
			List<String> keys = context.getBeanProvider(LiveProperties.class)
				.stream()
				.flatMap((properties) -> properties.all().stream())
				.map(LiveProperty::key)
				.toList();
			assertThat(keys).contains("tracing.web.enabled", "tracing.client.enabled", "tracing.scheduled.enabled")
				.doesNotContain("tracing.jdbc.enabled", "tracing.context.enabled", "tracing.annotations.enabled");
		}
	}

	@Test
	void theObservationsOfAnInstrumentationGoOffAndOn() {
		try (ConfigurableApplicationContext context = run("job-delay=20ms")) {
			RecordedSpans spans = spans(context);
			Waiting.await(() -> !spans.all().isEmpty(), () -> "a span of the job");
			change(context, "tracing.scheduled.enabled", "false");
			awaitRuns(context);
			spans.clear();
			awaitRuns(context);
			assertThat(spans.all()).isEmpty();
			change(context, "tracing.scheduled.enabled", "true");
			Waiting.await(() -> spans.all().stream().anyMatch((span) -> span.getName().equals("Job.run")),
					() -> "a span of the job");
			change(context, "tracing.scheduled.enabled", "false");
			awaitRuns(context);
		}
	}

	private static void awaitRuns(ConfigurableApplicationContext context) {
		Job job = context.getBean(Job.class);
		int runs = job.runs;
		Waiting.await(() -> job.runs > runs + 3, () -> "runs of the job");
	}

	@Test
	void aSecretForcesATrace() {
		try (ConfigurableApplicationContext context = run("tracing.sampling.probability=0",
				"tracing.web.exclude=/users/1", "tracing.sampling.force.header=X-Force",
				"tracing.sampling.force.secret=0123456789abcdef", "tracing.rules[0].drop=true")) {
			http(context).get("/users/1", "X-Force", "0123456789abcdeX");
			http(context).get("/users/1", "traceparent", CALLER + "01");
			assertThat(spans(context).tree()).isEmpty();
			http(context).get("/users/1", "X-Force", "0123456789abcdef", "traceparent", CALLER + "00");
			spans(context).await(3);
			assertThat(spans(context).all()).extracting(SpanData::getTraceId)
				.containsOnly("4bf92f3577b34da6a3ce929d0e0e4736");
			assertThat(spans(context).all().toString()).doesNotContain("0123456789abcdef");
			assertThat(traceparent(this.upstream.received().get(2))).endsWith("-01");
			assertThat(this.upstream.received().get(2).headers()).doesNotContainKey("X-Force");
		}
	}

	@Test
	void spansAreEditedForExportersAndForThePage() {
		try (ConfigurableApplicationContext context = run("tracing.ui.enabled=true")) {
			change(context, "tracing.rules",
					"""
							[{route: '/users/{id}', header: X-Test, rename: a user, set: {team: shop, http.response.status_code: x}, remove: [client.*], redact: [url.path]},
							 {kind: client, attributes: {db.system.name: '*'}, set: {team: data}}, {route: /other, rename: other}]
							""");
			http(context).get("/users/1", "X-Test", "1");
			spans(context).await(3);
			SpanData request = spans(context).named("a user");
			assertThat(RecordedSpans.attributes(request)).containsEntry("team", "shop")
				.containsEntry("url.path", "REDACTED")
				.containsEntry("http.response.status_code", "x")
				.containsEntry("http.route", "/users/{id}")
				.doesNotContainKey("client.address");
			assertThat(RecordedSpans.attributes(spans(context).named("SELECT dual"))).containsEntry("team", "data");
			assertThat(RecordedSpans.attributes(spans(context).named("GET"))).doesNotContainKey("team");
			StoredTrace stored = stored(context, request.getTraceId());
			assertThat(stored.spans()).extracting(StoredSpan::name).contains("a user");
			assertThat(stored.spans().toString()).doesNotContain("client.address").contains("shop", "data");
			assertThat(context.getBean(Rules.class).statuses()).extracting(Rules.Status::hits)
				.containsExactly(1L, 1L, 0L);
			spans(context).clear();
			assertThat(tree(context, "/users/1")).isEqualTo(WHOLE);
		}
	}

	@Test
	void whatIsEditedMayBeMatchedByItsInstrumentation() {
		try (ConfigurableApplicationContext context = run("tracing.ui.enabled=true")) {
			change(context, "tracing.rules",
					"[{instrumentation: jdbc, set: {team: data}, redact: [db.query.text]}, {instrumentation: web, rename: a request}, {instrumentation: shop, rename: of the shop}]");
			tree(context, "/users/1");
			assertThat(spans(context).tree()).isEqualTo("""
					SERVER a request
					  CLIENT SELECT dual
					  CLIENT GET
					""");
			assertThat(attributes(context)).containsEntry("team", "data").containsEntry("db.query.text", "REDACTED");
			assertThat(RecordedSpans.attributes(spans(context).named("GET"))).doesNotContainKey("team");
			assertThat(spans(context).all().toString()).doesNotContain("tracing.instrumentation");
			assertThat(stored(context, spans(context).named("GET").getTraceId()).spans().toString())
				.doesNotContain("tracing.instrumentation");
			assertThat(context.getBean(Rules.class).statuses()).extracting(Rules.Status::hits)
				.containsExactly(1L, 1L, 0L);
			context.getBean(OpenTelemetry.class).getTracer("shop").spanBuilder("order").startSpan().end();
			Waiting.await(() -> spans(context).all().stream().anyMatch((span) -> span.getName().equals("of the shop")),
					() -> "the span of another tracer");
			spans(context).clear();
			change(context, "tracing.rules", "");
			assertThat(tree(context, "/users/1")).isEqualTo(WHOLE);
			assertThat(attributes(context)).doesNotContainKeys("team", "tracing.instrumentation");
		}
	}

	@Test
	void debugRecordsAllDetailOfWhatMatches() {
		try (ConfigurableApplicationContext context = run()) {
			tree(context, "/users/1");
			assertThat(attributes(context)).doesNotContainKeys("db.query.parameter.0", "db.response.returned_rows",
					"code.function.name");
			spans(context).clear();
			change(context, "tracing.rules", "[{path: /users/2, debug: true}]");
			tree(context, "/users/2");
			assertThat(attributes(context)).containsKey("db.response.returned_rows")
				.containsEntry("code.function.name", Users.class.getName() + ".user");
			assertThat(attributes(context).keySet()).anyMatch((key) -> key.startsWith("db.query.parameter"));
			spans(context).clear();
			tree(context, "/users/1");
			assertThat(attributes(context).keySet()).noneMatch((key) -> key.startsWith("db.query.parameter"));
		}
	}

	private static String traceparent(Upstream.Received request) {
		return request.header("traceparent").get(0);
	}

	private static Map<String, Object> attributes(ConfigurableApplicationContext context) {
		return RecordedSpans.attributes(spans(context).named("SELECT dual"));
	}

	private static StoredTrace stored(ConfigurableApplicationContext context, String traceId) {
		TraceStore store = context.getBean(TraceStore.class);
		Waiting.await(() -> {
			StoredTrace trace = store.find(traceId);
			return trace != null && trace.spans().size() == 3;
		}, () -> "three stored spans");
		return Objects.requireNonNull(store.find(traceId));
	}

	private static void change(ConfigurableApplicationContext context, String key, String value) {
		context.getBean(Changes.class).apply(Map.of(key, value), "a test");
	}

	private static String tree(ConfigurableApplicationContext context, String path) {
		http(context).get(path);
		RecordedSpans spans = spans(context);
		Waiting.await(() -> !spans.all().isEmpty(), () -> "spans");
		spans.awaitEnd();
		return spans.tree();
	}

	private static RecordedSpans spans(ConfigurableApplicationContext context) {
		return context.getBean(RecordedSpans.class);
	}

	private static Http http(ConfigurableApplicationContext context) {
		return new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off",
					"spring.datasource.url=jdbc:h2:mem:rules;DB_CLOSE_DELAY=-1", "upstream=" + this.upstream.url("/x"))
			.properties(properties)
			.run();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(
			excludeName = { "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
					"org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration" })
	@EnableScheduling
	static class Application {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		Job job(JdbcTemplate jdbc) {
			return new Job(jdbc);
		}

		@Bean
		Users users(JdbcTemplate jdbc, RestClient.Builder clients, @Value("${upstream}") String upstream) {
			return new Users(jdbc, clients.build(), upstream);
		}

	}

	static class Job {

		private final JdbcTemplate jdbc;

		volatile int runs;

		Job(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Scheduled(fixedDelayString = "${job-delay:1h}", initialDelayString = "${job-delay:1h}")
		void run() {
			this.jdbc.queryForObject("select 1 from dual", Integer.class);
			this.runs++;
		}

	}

	@RestController
	static class Users {

		private final JdbcTemplate jdbc;

		private final RestClient client;

		private final String upstream;

		Users(JdbcTemplate jdbc, RestClient client, String upstream) {
			this.jdbc = jdbc;
			this.client = client;
			this.upstream = upstream;
		}

		@GetMapping("/users/{id}")
		String user(@PathVariable int id) {
			this.jdbc.queryForObject("select ? from dual", Integer.class, id);
			return String.valueOf(this.client.get().uri(URI.create(this.upstream)).retrieve().body(String.class));
		}

	}

}
