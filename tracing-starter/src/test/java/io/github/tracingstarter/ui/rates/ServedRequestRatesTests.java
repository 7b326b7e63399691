package io.github.tracingstarter.ui.rates;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.measurement.RequestListener;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Waiting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Each request to an application is counted, whether or not its trace is recorded.
 */
class ServedRequestRatesTests {

	@ParameterizedTest
	@CsvSource({ "servlet,1", "servlet,0", "reactive,1", "reactive,0" })
	void eachRequestCounts(String type, String probability) {
		try (ConfigurableApplicationContext application = run(type, "--tracing.sampling.probability=" + probability,
				"--tracing.web.exclude=/hello/excluded")) {
			Http http = http(application);
			for (int i = 0; i < 3; i++) {
				assertThat(http.get("/hello/ann").statusCode()).isEqualTo(200);
			}
			assertThat(http.get("/fails").statusCode()).isEqualTo(500);
			assertThat(http.get("/nowhere").statusCode()).isEqualTo(404);
			assertThat(http.get("/hello/excluded").statusCode()).isEqualTo(200);
			// The request ends when the response is complete, which the caller may see
			// earlier.
			Waiting.await(() -> items(http).stream().mapToLong((item) -> number(item.get("count"))).sum() >= 5,
					() -> items(http).toString());
			List<Map<String, @Nullable Object>> items = items(http);
			assertThat(items)
				.extracting((item) -> item.get("service"), (item) -> item.get("route"),
						(item) -> number(item.get("count")), (item) -> number(item.get("failed")))
				.containsExactlyInAnyOrder(tuple("shop", "GET /hello/{name}", 3L, 0L),
						tuple("shop", "GET /fails", 1L, 1L), tuple("shop", "GET (no route)", 1L, 0L));
			assertThat(application.getBean(RecordedSpans.class).all()).hasSize(probability.equals("1") ? 5 : 0);
		}
	}

	@Test
	void nothingIsThereWithoutThePage() {
		try (ConfigurableApplicationContext application = run("servlet", "--tracing.ui.enabled=false")) {
			assertThat(application.getBeansOfType(RequestRates.class)).isEmpty();
			assertThat(application.getBeansOfType(RequestListener.class).values())
				.noneMatch((listener) -> listener.getClass().getName().contains(".ui."));
		}
	}

	private static ConfigurableApplicationContext run(String type, String... arguments) {
		return new SpringApplicationBuilder(Greetings.class)
			.properties("server.port=0", "spring.main.banner-mode=off", "spring.main.web-application-type=" + type,
					"tracing.exporters=none", "tracing.ui.enabled=true", "spring.application.name=shop")
			.run(arguments);
	}

	private static Http http(ConfigurableApplicationContext application) {
		return new Http(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, @Nullable Object>> items(Http http) {
		Map<String, Object> json = JsonParserFactory.getJsonParser()
			.parseMap(http.get("/tracing/api/v1/rates?service=shop").body());
		return (List<Map<String, @Nullable Object>>) json.getOrDefault("items", List.of());
	}

	private static long number(@Nullable Object value) {
		return (value instanceof Number number) ? number.longValue() : -1;
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
			"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
			"org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration" })
	static class Greetings {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		Greeter greeter() {
			return new Greeter();
		}

	}

	@RestController
	static class Greeter {

		@GetMapping("/hello/{name}")
		String hello(@PathVariable String name) {
			return "hello " + name;
		}

		@GetMapping("/fails")
		String fails() {
			throw new IllegalStateException("fails");
		}

	}

}
