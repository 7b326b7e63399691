package io.github.tracingstarter.customizing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.ServletSpanCustomizer;
import io.github.tracingstarter.SqlSpanCustomizer;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans of the application that customize spans: those that {@code docs/customizing.md}
 * shows, and others.
 */
@ExtendWith(OutputCaptureExtension.class)
class CustomizingTests {

	private static final Path PAGE = Path.of("../docs/customizing.md");

	@Test
	void thePageShowsWhatWorks(@TempDir Path folder) throws Exception {
		List<Class<?>> examples = DocumentedExamples.compile(PAGE, folder);
		assertThat(examples).extracting(Class::getSimpleName)
			.containsExactly("TenantOfRequest", "CacheOfCall", "LargeUpdates", "HiddenTenants", "BuildOfEverything");
		try (ConfigurableApplicationContext context = start(examples)) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			Http http = http(context);
			spans.clear();
			http.get("/shop", "X-Tenant", "acme");
			spans.await(4);
			assertThat(spans.tree()).isEqualTo("""
					SERVER GET /shop
					  CLIENT UPDATE items
					  CLIENT GET /stock/{id}
					    SERVER GET /stock/{id}
					""");
			assertThat(attributes(spans, "GET /shop")).containsEntry("tenant", "a***").containsEntry("build", "42");
			assertThat(attributes(spans, "UPDATE items")).containsEntry("update.large", true)
				.doesNotContainKey("build");
			SpanData call = spans.all()
				.stream()
				.filter((span) -> span.getKind() == SpanKind.CLIENT && span.getName().startsWith("GET"))
				.findFirst()
				.orElseThrow();
			assertThat(RecordedSpans.attributes(call)).containsEntry("cache.hit", true);
			spans.clear();
			http.get("/internal/audit");
			http.get("/missing");
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("SERVER not found\n");
		}
	}

	@Test
	void aCustomizerThatThrowsChangesNothing(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(List.of(Throwing.class))) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			assertThat(http(context).get("/shop").body()).isEqualTo("3");
			assertThat(http(context).get("/shop").body()).isEqualTo("3");
			spans.await(10);
			assertThat(spans.tree().lines().filter((line) -> line.equals("SERVER GET /shop"))).hasSize(2);
			assertThat(spans.all()).filteredOn((span) -> span.getName().equals("GET /shop"))
				.allSatisfy((span) -> assertThat(RecordedSpans.attributes(span))
					.containsEntry("http.response.status_code", 200L));
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("Further failures are logged"))).hasSize(3);
	}

	@Test
	void theyAreCalledInTheirOrderAndAtTheStartAsWell() {
		try (ConfigurableApplicationContext context = start(List.of(Ordered.class))) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			http(context).get("/shop");
			spans.await(5);
			assertThat(attributes(spans, "last")).containsEntry("order", "second")
				.containsEntry("url.full", "https://REDACTED:REDACTED@host/?token=REDACTED");
		}
	}

	@Test
	void literalsStayIfTheyAreWanted() {
		try (ConfigurableApplicationContext context = start(List.of(), "tracing.jdbc.sanitize=false")) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			http(context).get("/shop");
			spans.await(5);
			assertThat(attributes(spans, "UPDATE items")).containsEntry("db.query.text",
					"UPDATE items SET price = 7 WHERE id > 0");
		}
		try (ConfigurableApplicationContext context = start(List.of())) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			http(context).get("/shop");
			spans.await(5);
			assertThat(attributes(spans, "UPDATE items")).containsEntry("db.query.text",
					"UPDATE items SET price = ? WHERE id > ?");
		}
	}

	private static Map<String, Object> attributes(RecordedSpans spans, String name) {
		return RecordedSpans.attributes(spans.named(name));
	}

	private static Http http(ConfigurableApplicationContext context) {
		return new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private static ConfigurableApplicationContext start(List<Class<?>> beans, String... properties) {
		Class<?>[] sources = new Class<?>[beans.size() + 1];
		sources[0] = Application.class;
		for (int i = 0; i < beans.size(); i++) {
			sources[i + 1] = beans.get(i);
		}
		return new SpringApplicationBuilder(sources)
			.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off",
					"spring.datasource.url=jdbc:h2:mem:customizing", "spring.datasource.generate-unique-name=false",
					"spring.jpa.open-in-view=false")
			.properties(properties)
			.run();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Application {

		private final ObjectProvider<RestClient> client;

		private final JdbcTemplate jdbc;

		private final Environment environment;

		Application(ObjectProvider<RestClient> client, JdbcTemplate jdbc, Environment environment) {
			this.environment = environment;
			this.client = client;
			this.jdbc = jdbc;
			jdbc.execute("DROP TABLE IF EXISTS items");
			jdbc.execute("CREATE TABLE items (id INT, price INT)");
			jdbc.execute("INSERT INTO items VALUES (1, 1), (2, 2)");
			jdbc.execute("CREATE TABLE IF NOT EXISTS audit (id INT)");
		}

		@Bean
		static RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		static RestClient restClient(RestClient.Builder builder) {
			return builder.build();
		}

		@GetMapping("/shop")
		@Nullable String shop() {
			this.jdbc.update("UPDATE items SET price = 7 WHERE id > 0");
			this.jdbc.update("INSERT INTO audit VALUES (1)");
			return this.client.getObject()
				.get()
				.uri("http://localhost:{port}/stock/{id}", this.environment.getProperty("local.server.port"), 1)
				.retrieve()
				.body(String.class);
		}

		@GetMapping("/stock/{id}")
		ResponseEntity<String> stock() {
			return ResponseEntity.ok().header("X-Cache", "HIT").body("3");
		}

		@GetMapping("/internal/audit")
		String audit() {
			this.jdbc.update("INSERT INTO audit VALUES (1)");
			return "done";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Throwing {

		@Bean
		ServletSpanCustomizer servletCustomizer() {
			return (span, request, response, error) -> {
				throw new IllegalStateException("broken");
			};
		}

		@Bean
		ClientSpanCustomizer clientCustomizer() {
			return (span, request, response, error) -> {
				throw new IllegalStateException("broken");
			};
		}

		@Bean
		SqlSpanCustomizer sqlCustomizer() {
			return (span, statement, changedRows, error) -> {
				throw new IllegalStateException("broken");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Ordered {

		@Bean
		@org.springframework.core.annotation.Order(2)
		ServletSpanCustomizer second() {
			return (span, request, response, error) -> {
				if (request.getRequestURI().equals("/shop")) {
					span.name("last").attribute("order", "second");
				}
			};
		}

		@Bean
		@org.springframework.core.annotation.Order(1)
		ServletSpanCustomizer first() {
			return (span, request, response, error) -> {
				if (request.getRequestURI().equals("/shop")) {
					span.name("first")
						.attribute("order", "first")
						.attribute("url.full", "https://user:secret@host/?token=secret");
				}
			};
		}

	}

}
