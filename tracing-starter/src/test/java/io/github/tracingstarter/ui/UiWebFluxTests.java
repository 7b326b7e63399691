package io.github.tracingstarter.ui;

import java.util.Arrays;

import io.github.tracingstarter.testing.RecordedSpans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in WebFlux applications, on Netty and on Tomcat.
 */
class UiWebFluxTests {

	private static final String API = "/tracing/api/v1";

	private static final String JSON = "Content-Type: application/json";

	@ParameterizedTest
	@ValueSource(strings = { "netty", "tomcat" })
	void theSameRules(String server) {
		try (ConfigurableApplicationContext context = run(server, "tracing.ui.allowed-hosts=second.test")) {
			RawHttp http = RawHttp.to(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(http.get("/tracing").header("Location")).isEqualTo("tracing/");
			RawHttp.Response script = http.get("/tracing/lit-html.js");
			assertThat(script.body()).contains("createPolicy(\"lit-html\"");
			assertThat(script.header("Content-Security-Policy")).contains("trusted-types lit-html");
			assertThat(http.get("/tracing/lit-html.js", "If-None-Match: " + script.header("ETag")).status())
				.isEqualTo(304);
			assertThat(http.get("/tracing/", "Host: second.test:1").status()).isEqualTo(200);
			assertThat(http.get("/tracing/", "Host: evil.example").status()).isEqualTo(403);
			for (String header : new String[] { "X-Forwarded-For: 127.0.0.1", "Via: 1.1 proxy",
					"CF-Connecting-IP: 127.0.0.1", "True-Client-IP: 127.0.0.1", "X-Client-IP: 127.0.0.1",
					"Fastly-Client-IP: 127.0.0.1" }) {
				assertThat(http.get("/tracing/", header).status()).as(header).isEqualTo(403);
			}
			assertThat(http.get(API + "/meta", "Sec-Fetch-Site: cross-site").status()).isEqualTo(403);
			assertThat(http.get(API + "/meta").body()).contains("\"baseUrl\":\"http://localhost:" + http.port());
			assertThat(http.get(API + "/echo/a%20b?q=1").body()).contains("\"id\":\"a b\"", "\"q\":\"1\"");
			assertThat(http.get(API + "/nope").status()).isEqualTo(404);
			assertThat(http.get("/tracing/%2e%2e/hello").status()).isIn(400, 404);
			assertThat(http.get("/tracing/..%2f..%2fMETA-INF/spring.factories").status()).isIn(400, 404);
			String token = "X-Tracing-Token: " + context.getBean(UiGate.class).token();
			assertThat(http.send("POST", API + "/echo", "{}", JSON).status()).isEqualTo(403);
			assertThat(http.send("POST", API + "/echo", "{}", JSON, token).body()).contains("\"bytes\":2");
			assertThat(http.send("POST", API + "/echo", "{}", token, "Content-Type: text/plain").status())
				.isEqualTo(415);
			assertThat(http.send("POST", API + "/echo", "{}", JSON, token, "Origin: http://evil.example").status())
				.isEqualTo(403);
			assertThat(http.send("POST", API + "/echo", "{}", JSON, token, "Origin: http://localhost:" + http.port())
				.status()).isEqualTo(200);
			assertThat(http.send("POST", API + "/echo", "", JSON, token, "Content-Length: 16777217").status())
				.isEqualTo(413);
			assertThat(http.send("DELETE", API + "/echo/1", "", JSON, token).status()).isEqualTo(204);
			assertThat(http.send("POST", "/v1/traces", "{}", JSON).body()).isEqualTo("{\"bytes\":2}");
			assertThat(http.send("HEAD", "/tracing/", "").body()).isEmpty();
			assertThat(spans.all()).isEmpty();
			assertThat(http.get("/hello").body()).isEqualTo("hello");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "netty", "tomcat" })
	void anAssistantReads(String server) {
		try (ConfigurableApplicationContext context = run(server)) {
			RawHttp http = RawHttp.to(context);
			http.get("/hello");
			context.getBean(RecordedSpans.class).await(1);
			String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"list_traces\"}}";
			RawHttp.Response answer = http.send("POST", "/tracing/mcp", list, JSON);
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.body()).contains("\"isError\":false", "/hello");
			assertThat(http.send("POST", "/tracing/mcp", list, JSON, "Host: evil.example").status()).isEqualTo(403);
			assertThat(http.send("POST", "/tracing/mcp", list, JSON, "Origin: http://evil.example").status())
				.isEqualTo(403);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "netty framework", "netty native", "tomcat framework", "tomcat native" })
	void noServerBelievesForwardedHeaders(String combination) {
		String[] parts = combination.split(" ");
		try (ConfigurableApplicationContext context = run(parts[0], "server.forward-headers-strategy=" + parts[1])) {
			RawHttp http = RawHttp.to(context);
			assertThat(http.get("/tracing/").status()).isEqualTo(200);
			assertThat(http.get("/tracing/", "X-Forwarded-For: 127.0.0.1").status()).isEqualTo(403);
			assertThat(http.get("/tracing/", "X-Forwarded-Host: localhost", "Host: evil.example").status())
				.isEqualTo(403);
		}
	}

	@Test
	void belowTheBasePath() {
		try (ConfigurableApplicationContext context = run("netty", "spring.webflux.base-path=/shop")) {
			RawHttp http = RawHttp.to(context);
			assertThat(http.get("/shop/tracing/").status()).isEqualTo(200);
			assertThat(http.get("/tracing/").status()).isEqualTo(404);
			assertThat(http.get("/shop" + API + "/meta").body())
				.contains("\"baseUrl\":\"http://localhost:%d/shop\"".formatted(http.port()));
		}
	}

	@Test
	void off() {
		try (ConfigurableApplicationContext context = run("netty", "tracing.ui.enabled=false")) {
			assertThat(context.getBeanNamesForType(UiWebHandler.class)).isEmpty();
			assertThat(RawHttp.to(context).get("/tracing/").status()).isEqualTo(404);
		}
	}

	@Test
	void behindSpringSecurity() {
		try (ConfigurableApplicationContext context = run("netty", "test.security=true",
				"tracing.ui.access=authenticated", "spring.security.user.password=secret",
				"spring.security.user.roles=TRACING")) {
			RawHttp http = RawHttp.to(context);
			assertThat(http.get("/tracing/").status()).isIn(302, 401);
			assertThat(http.get("/tracing/", UiSecurityTests.BASIC).status()).isEqualTo(200);
			assertThat(http.get(API + "/meta", UiSecurityTests.BASIC).body()).contains("\"readOnly\":true");
			assertThat(context.getBean(RecordedSpans.class).all())
				.noneMatch((span) -> span.getName().contains("tracing"));
		}
	}

	@Test
	void behindSpringSecurityWithoutTheRole() {
		try (ConfigurableApplicationContext context = run("netty", "test.security=true",
				"tracing.ui.access=authenticated", "spring.security.user.password=secret",
				"spring.security.user.roles=OTHER")) {
			RawHttp.Response response = RawHttp.to(context).get("/tracing/", UiSecurityTests.BASIC);
			assertThat(response.status()).isEqualTo(403);
			assertThat(response.body()).contains("tracing.ui.roles");
		}
	}

	private static ConfigurableApplicationContext run(String server, String... properties) {
		String[] all = Arrays.copyOf(properties, properties.length + 1);
		all[properties.length] = server + "=true";
		return new SpringApplicationBuilder(ReactiveApplication.class).web(WebApplicationType.REACTIVE)
			.run(UiTestApplication.arguments(all));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class ReactiveApplication {

		@Bean
		@ConditionalOnBooleanProperty("netty")
		NettyReactiveWebServerFactory nettyReactiveWebServerFactory() {
			return new NettyReactiveWebServerFactory();
		}

		@Bean
		@ConditionalOnBooleanProperty("tomcat")
		TomcatReactiveWebServerFactory tomcatReactiveWebServerFactory() {
			return new TomcatReactiveWebServerFactory();
		}

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		UiRoutes echoRoutes() {
			return new UiTestApplication.EchoRoutes();
		}

		@Bean
		ReactiveEndpoints reactiveEndpoints() {
			return new ReactiveEndpoints();
		}

	}

	@RestController
	static class ReactiveEndpoints {

		@GetMapping("/hello")
		Mono<String> hello() {
			return Mono.just("hello");
		}

	}

}
