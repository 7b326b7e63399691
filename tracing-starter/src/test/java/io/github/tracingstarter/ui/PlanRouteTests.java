package io.github.tracingstarter.ui;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.example.shop.Shop;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.TraceStore;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plans of statements of a whole application, requested over HTTP.
 */
class PlanRouteTests {

	private static final String REFUSAL = "The database is asked for plans only while the application is being "
			+ "developed. Set tracing.jdbc.explain=true to have it asked here, too.";

	@Test
	void aPlanIsAskedForDuringDevelopment() {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(explain(context)).containsOnlyKeys("plan", "remark").containsEntry("plan", """
					SELECT
					    "ID"
					FROM "PUBLIC"."CUSTOMERS"
					    /* PUBLIC.CUSTOMERS.tableScan */
					WHERE TRIM("ID") = ?""");
		}
	}

	@Test
	void elsewhereTheDatabaseIsNotAsked() {
		try (ConfigurableApplicationContext context = run("--spring.profiles.active=prod")) {
			assertThat(explain(context)).isEqualTo(Map.of("remark", REFUSAL));
		}
		try (ConfigurableApplicationContext context = run("--tracing.jdbc.explain=false")) {
			assertThat(explain(context)).isEqualTo(Map.of("remark", REFUSAL));
		}
		try (ConfigurableApplicationContext context = run("--spring.profiles.active=prod",
				"--tracing.jdbc.explain=true")) {
			assertThat(explain(context)).containsOnlyKeys("plan", "remark");
		}
	}

	@Test
	void nothingThatThePageTellsHasTheLiteral() {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(explain(context).toString()).doesNotContain("S3cret");
			String trace = span(context).traceId();
			for (String path : List.of("/traces", "/traces/" + trace, "/traces/" + trace + "/markdown",
					"/traces/" + trace + "/export?format=otlp", "/traces/" + trace + "/export?format=jaeger",
					"/traces/" + trace + "/export?format=html", "/insights", "/logs", "/report")) {
				assertThat(http(context).get("/tracing/api/v1" + path).body()).as(path).doesNotContain("S3cret");
			}
		}
	}

	@Test
	void aSpanThatIsNotThereIsNotFound() {
		try (ConfigurableApplicationContext context = run()) {
			http(context).get("/literal");
			StoredSpan span = span(context);
			assertThat(post(context, "0af7651916cd43dd8448eb211c80319c", span.spanId()).status()).isEqualTo(404);
			assertThat(post(context, span.traceId(), "0af7651916cd43dd").status()).isEqualTo(404);
		}
	}

	private static Map<String, Object> explain(ConfigurableApplicationContext context) {
		http(context).get("/literal");
		StoredSpan span = span(context);
		return JsonParserFactory.getJsonParser().parseMap(post(context, span.traceId(), span.spanId()).body());
	}

	private static RawHttp.Response post(ConfigurableApplicationContext context, String traceId, String spanId) {
		return RawHttp.to(context)
			.send("POST", "/tracing/api/v1/traces/%s/spans/%s/explain".formatted(traceId, spanId), "{}",
					"Content-Type: application/json", "X-Tracing-Token: " + context.getBean(UiGate.class).token());
	}

	private static StoredSpan span(ConfigurableApplicationContext context) {
		return context.getBean(TraceStore.class)
			.changedSince(0, 100)
			.stream()
			.flatMap((trace) -> trace.spans().stream())
			.filter((span) -> span.name().equals("SELECT customers"))
			.findFirst()
			.orElseThrow();
	}

	private static Http http(ConfigurableApplicationContext context) {
		return new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private static ConfigurableApplicationContext run(String... more) {
		String[] arguments = Stream
			.concat(Stream.of("--server.port=0", "--tracing.ui.enabled=true", "--tracing.exporters=none",
					"--tracing.runners.enabled=false", "--spring.datasource.url=jdbc:h2:mem:planned"), Stream.of(more))
			.toArray(String[]::new);
		return new SpringApplicationBuilder(Shop.class, LiteralController.class).run(arguments);
	}

	@RestController
	static class LiteralController {

		private final JdbcTemplate jdbc;

		LiteralController(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@GetMapping("/literal")
		int literal() {
			return this.jdbc.queryForList("SELECT id FROM customers WHERE TRIM(id) = 'S3cret'").size();
		}

	}

}
