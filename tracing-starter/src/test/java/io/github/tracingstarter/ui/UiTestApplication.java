package io.github.tracingstarter.ui;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.testing.RecordedSpans;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * A servlet application on Tomcat, with operations of a feature of the page.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
		"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
class UiTestApplication {

	static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(UiTestApplication.class).run(arguments(properties));
	}

	/**
	 * Command line arguments of an application that has the page, unless the properties
	 * say otherwise.
	 */
	static String[] arguments(String... properties) {
		Map<String, String> arguments = new LinkedHashMap<>(
				Map.of("server.port", "0", "tracing.exporters", "none", "tracing.ui.enabled", "true"));
		for (String property : properties) {
			String[] parts = property.split("=", 2);
			arguments.put(parts[0], parts[1]);
		}
		return arguments.entrySet()
			.stream()
			.map((argument) -> "--%s=%s".formatted(argument.getKey(), argument.getValue()))
			.toArray(String[]::new);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "jetty", havingValue = false, matchIfMissing = true)
	TomcatServletWebServerFactory tomcatServletWebServerFactory() {
		return new TomcatServletWebServerFactory();
	}

	@Bean
	@ConditionalOnBooleanProperty("jetty")
	JettyServletWebServerFactory jettyServletWebServerFactory() {
		return new JettyServletWebServerFactory();
	}

	@Bean
	RecordedSpans recordedSpans() {
		return new RecordedSpans();
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "echo", matchIfMissing = true)
	UiRoutes echoRoutes() {
		return new EchoRoutes();
	}

	@RestController
	static class Endpoints {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@GetMapping("/a")
		String needsParameter(@RequestParam String q) {
			return q;
		}

		@GetMapping("/users/{id}")
		String user(@PathVariable String id) {
			return "user " + id;
		}

		@GetMapping("/boom")
		String boom() {
			throw new IllegalStateException("boom");
		}

		@GetMapping("/tracing-not")
		String notThePage() {
			return "not the page";
		}

	}

	static class EchoRoutes implements UiRoutes {

		@Override
		public List<UiRoute> routes() {
			return List.of(
					UiRoute.get("/echo/{id}",
							(request) -> UiResponse.json(
									Map.of("id", request.variable("id"), "q", String.valueOf(request.parameter("q"))))),
					UiRoute.get("/echo/fixed", (request) -> UiResponse.json(Map.of("id", "fixed"))),
					UiRoute.post("/echo",
							(request) -> UiResponse.json(Map.of("bytes", request.body().length, "accept",
									String.valueOf(request.header("accept"))))),
					new UiRoute("DELETE", "/echo/{id}", (request) -> UiResponse.noContent()),
					UiRoute.get("/fail", (request) -> {
						throw new IllegalStateException("secret of the application");
					}), UiRoute.absolute("POST", "/v1/traces",
							(request) -> UiResponse.json(Map.of("bytes", request.body().length))));
		}

	}

}
