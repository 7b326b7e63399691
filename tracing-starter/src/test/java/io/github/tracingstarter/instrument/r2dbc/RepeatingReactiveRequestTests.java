package io.github.tracingstarter.instrument.r2dbc;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.r2dbc.spi.ConnectionFactory;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request to a WebFlux application that runs the same statement repeatedly.
 */
class RepeatingReactiveRequestTests {

	@Test
	void isMarkedAndCounted() {
		try (ConfigurableApplicationContext application = run()) {
			assertThat(repeated(application, "/often/7")).isEqualTo(
					Map.of("tracing.statements.repeated", 7L, "tracing.statements.most_repeated", "SELECT numbers"));
			MeterRegistry meters = application.getBean(MeterRegistry.class);
			assertThat(meters.find("tracing.statements.repeated").counters()).hasSize(1);
			assertThat(meters.get("tracing.statements.repeated")
				.tags("http.route", "/often/{times}", "db.query.summary", "SELECT numbers")
				.counter()
				.count()).isEqualTo(7);
		}
	}

	@Test
	void oneThatDoesNotIsNeither() {
		try (ConfigurableApplicationContext application = run()) {
			assertThat(repeated(application, "/often/4")).isEmpty();
			assertThat(repeated(application, "/often/4")).isEmpty();
			assertThat(application.getBean(MeterRegistry.class).find("tracing.statements.repeated").counters())
				.isEmpty();
		}
	}

	@Test
	void offByProperty() {
		try (ConfigurableApplicationContext application = run("--tracing.r2dbc.repeat-threshold=0")) {
			assertThat(repeated(application, "/often/20")).isEmpty();
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(Numbers.class)
			.properties("server.port=0", "spring.main.banner-mode=off", "spring.main.web-application-type=reactive",
					"test.r2dbc=true", "tracing.exporters=none", "tracing.ui.enabled=false",
					"spring.r2dbc.url=r2dbc:h2:mem:///repeating-reactive?options=DB_CLOSE_DELAY=-1")
			.run(arguments);
	}

	private static Map<String, Object> repeated(ConfigurableApplicationContext application, String path) {
		application.getBean(DatabaseClient.class).sql("CREATE TABLE IF NOT EXISTS numbers (id INT)").then().block();
		RecordedSpans spans = application.getBean(RecordedSpans.class);
		spans.clear();
		int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		assertThat(new Http(port).get(path).statusCode()).isEqualTo(200);
		spans.await(1);
		Map<String, Object> attributes = RecordedSpans.attributes(spans.first(SpanKind.SERVER));
		attributes.keySet().removeIf((key) -> !key.startsWith("tracing."));
		return attributes;
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
			"org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration" })
	static class Numbers {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		DatabaseClient databaseClient(ConnectionFactory connections) {
			return DatabaseClient.create(connections);
		}

		@Bean
		Repeating repeating(DatabaseClient database) {
			return new Repeating(database);
		}

	}

	@RestController
	static class Repeating {

		private final DatabaseClient database;

		Repeating(DatabaseClient database) {
			this.database = database;
		}

		@GetMapping("/often/{times}")
		Mono<List<Integer>> often(@PathVariable int times) {
			return Flux.range(0, times).concatMap(this::find).collectList();
		}

		private Flux<Integer> find(int id) {
			return this.database.sql("SELECT id FROM numbers WHERE id = :id").bind("id", id).map((row) -> id).all();
		}

	}

}
