package io.github.tracingstarter.ui;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import io.github.tracingstarter.testing.RecordedSpans;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in applications with Spring Security.
 */
class UiSecurityTests {

	static final String BASIC = "Authorization: Basic "
			+ Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));

	private static final String API = "/tracing/api/v1";

	private static final String JSON = "Content-Type: application/json";

	@Test
	void localAccessNeedsNoLoginAndTheApplicationStillDoes() {
		try (ConfigurableApplicationContext context = run("spring.security.user.roles=TRACING")) {
			RawHttp http = RawHttp.to(context);
			assertThat(http.get("/tracing/").status()).isEqualTo(200);
			assertThat(http.get("/tracing/").header("Set-Cookie")).isEmpty();
			assertThat(http.get(API + "/meta").status()).isEqualTo(200);
			assertThat(http
				.send("POST", API + "/echo", "{}", JSON, "X-Tracing-Token: " + context.getBean(UiGate.class).token())
				.status()).isEqualTo(200);
			assertThat(http.get("/tracing/", "Host: evil.example").status()).isEqualTo(403);
			assertThat(http.get("/hello").status()).isEqualTo(401);
			assertThat(http.get("/hello", BASIC).body()).isEqualTo("hello");
			assertThat(context.getBeanNamesForType(SecurityFilterChain.class)).hasSize(1)
				.noneMatch((name) -> name.contains("tracing"));
		}
	}

	@Test
	void authenticatedAccessNeedsALogin() {
		try (ConfigurableApplicationContext context = run("spring.security.user.roles=TRACING",
				"tracing.ui.access=authenticated")) {
			RawHttp http = RawHttp.to(context);
			assertThat(http.get("/tracing/").status()).isEqualTo(401);
			assertThat(http.get(API + "/meta").body()).doesNotContain("instanceId");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			assertThat(http.get("/tracing/", BASIC).status()).isEqualTo(200);
			assertThat(http.get("/tracing/", BASIC, "Host: app.example", "X-Forwarded-For: 10.0.0.1").status())
				.isEqualTo(200);
			assertThat(http.get(API + "/meta", BASIC).body()).contains("\"readOnly\":true").doesNotContain("\"token\"");
			assertThat(http.get(API + "/meta", BASIC, "Sec-Fetch-Site: cross-site").status()).isEqualTo(403);
			assertThat(http.send("POST", "/v1/traces", "{}", JSON).status()).isEqualTo(200);
			http.get("/hello", BASIC);
			spans.await(1);
			assertThat(spans.all()).noneMatch((span) -> span.toString().contains("/tracing"));
			assertThat(spans.tree()).contains("SERVER GET /hello\n");
		}
	}

	@Test
	void authenticatedAccessNeedsTheRole() {
		try (ConfigurableApplicationContext context = run("spring.security.user.roles=OTHER",
				"tracing.ui.access=authenticated")) {
			RawHttp.Response response = RawHttp.to(context).get("/tracing/", BASIC);
			assertThat(response.status()).isEqualTo(403);
			assertThat(response.body())
				.isEqualTo("The traces are shown to users with one of the roles in tracing.ui.roles only.\n");
		}
	}

	@Test
	void whereTheApplicationLetsEverybodyInThePageDoesNot() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(UiTestApplication.class,
				OpenSecurity.class)
			.run(arguments("spring.security.user.roles=ADMIN", "tracing.ui.access=authenticated",
					"tracing.ui.roles=TRACING,ADMIN", "tracing.ui.read-only=false"))) {
			RawHttp http = RawHttp.to(context);
			assertThat(http.get("/hello").body()).isEqualTo("hello");
			RawHttp.Response anonymous = http.get("/tracing/");
			assertThat(anonymous.status()).isEqualTo(401);
			assertThat(anonymous.body()).isEqualTo("The traces are shown to authenticated users only.\n");
			assertThat(http.get("/tracing/", BASIC).status()).isEqualTo(200);
			String token = "X-Tracing-Token: " + context.getBean(UiGate.class).token();
			assertThat(http.send("POST", API + "/echo", "{}", JSON, BASIC, token).status()).isEqualTo(200);
			assertThat(http.send("POST", API + "/echo", "{}", JSON, BASIC).status()).isEqualTo(403);
			assertThat(
					http.send("POST", API + "/echo", "{}", JSON, BASIC, token, "Origin: http://evil.example").status())
				.isEqualTo(403);
		}
	}

	@Test
	void anAssistantNeedsALoginAndReads() {
		String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"list_traces\"}}";
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(UiTestApplication.class,
				OpenSecurity.class)
			.run(arguments("spring.security.user.roles=TRACING", "tracing.ui.access=authenticated"))) {
			RawHttp http = RawHttp.to(context);
			http.get("/hello");
			context.getBean(RecordedSpans.class).await(1);
			RawHttp.Response anonymous = http.send("POST", "/tracing/mcp", list, JSON);
			assertThat(anonymous.status()).isEqualTo(401);
			assertThat(anonymous.body()).isEqualTo("The traces are shown to authenticated users only.\n");
			RawHttp.Response answer = http.send("POST", "/tracing/mcp", list, JSON, BASIC);
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.body()).contains("\"isError\":false", "GET /hello");
			assertThat(http.send("POST", "/tracing/mcp", list, JSON, BASIC, "Sec-Fetch-Site: cross-site").status())
				.isEqualTo(403);
			assertThat(http.send("POST", "/tracing/mcp", list.replace("list_traces", "clear"), JSON, BASIC).body())
				.contains("There is no tool 'clear'.");
			assertThat(http.get(API + "/traces", BASIC).body()).as("it only reads").contains("GET /hello");
		}
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(UiTestApplication.class,
				OpenSecurity.class)
			.run(arguments("spring.security.user.roles=OTHER", "tracing.ui.access=authenticated"))) {
			assertThat(RawHttp.to(context).send("POST", "/tracing/mcp", list, JSON, BASIC).status()).isEqualTo(403);
		}
	}

	@Test
	void whoeverMayOnlyReadAsksNoDatabaseForAPlan() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(UiTestApplication.class,
				OpenSecurity.class)
			.run(arguments("spring.security.user.roles=TRACING", "tracing.ui.access=authenticated",
					"tracing.jdbc.explain=true"))) {
			RawHttp.Response response = RawHttp.to(context)
				.send("POST", API + "/traces/1/spans/2/explain", "{}", JSON, BASIC,
						"X-Tracing-Token: " + context.getBean(UiGate.class).token());
			assertThat(response.status()).isEqualTo(403);
			assertThat(response.body())
				.isEqualTo("{\"error\":\"The page is read-only. Set tracing.ui.read-only=false to change that.\"}");
		}
	}

	@Test
	void pathsOfFilesAreToldAtThisMachineOnly() {
		for (String access : List.of("local", "authenticated")) {
			try (ConfigurableApplicationContext context = run("spring.security.user.roles=TRACING",
					"tracing.ui.access=" + access)) {
				RawHttp http = RawHttp.to(context);
				http.get("/boom", BASIC);
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(1);
				String trace = http.get(API + "/traces/" + spans.all().get(0).getTraceId(), BASIC).body();
				assertThat(trace).contains("UiTestApplication.java");
				assertThat(trace.contains("/src/test/java/io/github/tracingstarter/ui/UiTestApplication.java"))
					.as(access)
					.isEqualTo(access.equals("local"));
			}
		}
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(UiTestApplication.class).run(arguments(properties));
	}

	private static String[] arguments(String... properties) {
		String[] all = Arrays.copyOf(properties, properties.length + 2);
		all[properties.length] = "test.security=true";
		all[properties.length + 1] = "spring.security.user.password=secret";
		return UiTestApplication.arguments(all);
	}

	@Configuration(proxyBeanMethods = false)
	static class OpenSecurity {

		@Bean
		SecurityFilterChain openSecurityFilterChain(HttpSecurity http) throws Exception {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

	}

}
