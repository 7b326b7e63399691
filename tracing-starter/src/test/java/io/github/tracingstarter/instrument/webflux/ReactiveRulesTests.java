package io.github.tracingstarter.instrument.webflux;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.control.Changes;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of rules about requests to WebFlux.
 */
class ReactiveRulesTests {

	@Test
	void rulesDecideOnRequests() {
		try (ConfigurableApplicationContext context = run("spring.webflux.base-path=/base")) {
			for (String rule : List.of("path: '/users/{id}'", "route: '/users/{id}'", "method: GET", "header: X-Test=1",
					"instrumentation: web", "attributes: {url.query: a=*}")) {
				change(context, "tracing.rules", "[{%s, drop: true}]".formatted(rule));
				http(context).get("/base/users/42?a=b", "X-Test", "1");
				http(context).exchange("POST", "/base/inner");
			}
			change(context, "tracing.rules", "[{path: /base/users/**, drop: true}, {header: X-Test=2, drop: true}]");
			http(context).get("/base/users/42", "X-Test", "1");
			spans(context).await(1);
			assertThat(spans(context).all()).extracting((span) -> RecordedSpans.attributes(span).get("http.route"))
				.filteredOn("/base/users/{id}"::equals)
				.hasSize(1);
		}
	}

	@Test
	void requestsAreForcedAndEdited() {
		try (ConfigurableApplicationContext context = run("tracing.sampling.probability=0",
				"tracing.web.exclude=/users/**", "tracing.sampling.force.header=X-Force",
				"tracing.sampling.force.secret=0123456789abcdef", "tracing.rules[0].route=/users/{id}",
				"tracing.rules[0].rename=a user")) {
			http(context).get("/users/42", "X-Force", "wrong");
			http(context).get("/users/42", "X-Force", "0123456789abcdef");
			spans(context).await(1);
			assertThat(spans(context).tree()).isEqualTo("SERVER a user\n");
		}
	}

	@Test
	void requestsGoOffAndOn() {
		try (ConfigurableApplicationContext context = run()) {
			change(context, "tracing.web.enabled", "false");
			assertThat(http(context).get("/inner").body()).isEqualTo("inner");
			change(context, "tracing.web.enabled", "true");
			http(context).get("/users/42");
			spans(context).await(1);
			assertThat(spans(context).first(SpanKind.SERVER).getName()).isEqualTo("GET /users/{id}");
			assertThat(spans(context).all()).hasSize(1);
		}
	}

	private static void change(ConfigurableApplicationContext context, String key, String value) {
		context.getBean(Changes.class).apply(Map.of(key, value), "a test");
	}

	private static RecordedSpans spans(ConfigurableApplicationContext context) {
		return context.getBean(RecordedSpans.class);
	}

	private static Http http(ConfigurableApplicationContext context) {
		return new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(ReactiveTestApplication.class, NettyServerTests.NettyContainer.class)
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off")
			.properties(properties)
			.run();
	}

}
