package io.github.tracingstarter.export.zipkin;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.export.HttpEndpoint;
import io.github.tracingstarter.report.SpanDestination.Reply;
import io.github.tracingstarter.testing.ZipkinServer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of export to Zipkin, against a real Zipkin server and its API.
 */
class ZipkinExportTests {

	private static ZipkinServer zipkin;

	@BeforeAll
	static void start() {
		zipkin = ZipkinServer.start();
	}

	@AfterAll
	static void stop() {
		zipkin.close();
	}

	@Test
	void aTraceIsInZipkinsApi() {
		try (ConfigurableApplicationContext application = run("tracing.exporters=zipkin",
				"tracing.zipkin.endpoint=" + zipkin.url() + "/api/v2/spans", "spring.application.name=shop")) {
			List<Map<String, Object>> trace = zipkin.awaitTrace(trace(application), 3);
			assertThat(trace).hasSize(3);
			Map<String, Object> server = named(trace, "get /users/{id}");
			Map<String, Object> sql = named(trace, "select users");
			Map<String, Object> internal = named(trace, "calculate");
			assertThat(server).containsEntry("kind", "SERVER")
				.containsEntry("localEndpoint", Map.of("serviceName", "shop"))
				.doesNotContainKey("parentId");
			assertThat(server.get("tags"))
				.isEqualTo(Map.of("http.response.status_code", "500", "otel.status_code", "ERROR", "error", "it broke",
						"otel.scope.name", "test", "otel.scope.version", "1.0", "list", "[\"a\",\"b\"]"));
			assertThat(sql).containsEntry("kind", "CLIENT")
				.containsEntry("parentId", server.get("id"))
				.containsEntry("remoteEndpoint", Map.of("serviceName", "db.example.com", "port", 5432));
			assertThat(String.valueOf(sql.get("annotations")))
				.endsWith("value=\"slow\":{\"site\":\"Shop \\\"x\\\"\"}}]");
			assertThat(internal).doesNotContainKey("kind").doesNotContainKey("remoteEndpoint");
		}
	}

	@Test
	void itSaysWhetherSpansWouldBeTaken() {
		assertThat(ask("/api/v2/spans")).isEqualTo(Reply.REACHABLE);
		assertThat(ask("/api/v3/spans").text()).contains("the path is wrong, set tracing.zipkin.endpoint");
		assertThat(ask("/zipkin/").text()).contains("set tracing.zipkin.endpoint");
		assertThat(ask("").isReachable()).isFalse();
	}

	private static Reply ask(String path) {
		return ZipkinInquiry.of(HttpEndpoint.parse("tracing.zipkin.endpoint", zipkin.url() + path, ""));
	}

	@Test
	void nothingIsSentToZipkinByDefault() {
		try (ConfigurableApplicationContext application = run("tracing.exporters=none")) {
			assertThat(application.getBeanProvider(io.github.tracingstarter.export.ExportTarget.class).stream())
				.isEmpty();
		}
	}

	private static Map<String, Object> named(List<Map<String, Object>> trace, String name) {
		return trace.stream().filter((span) -> name.equals(span.get("name"))).findFirst().orElseThrow();
	}

	private static String trace(ConfigurableApplicationContext application) {
		Tracer tracer = application.getBean(OpenTelemetry.class).getTracer("test", "1.0");
		Span server = tracer.spanBuilder("GET /users/{id}").setSpanKind(SpanKind.SERVER).startSpan();
		Context inServer = Context.root().with(server);
		Span client = tracer.spanBuilder("SELECT users")
			.setSpanKind(SpanKind.CLIENT)
			.setParent(inServer)
			.setAttribute("server.address", "db.example.com")
			.setAttribute("server.port", 5432)
			.startSpan();
		client.addEvent("slow", Attributes.of(AttributeKey.stringKey("site"), "Shop \"x\""));
		client.end();
		tracer.spanBuilder("calculate").setParent(inServer).startSpan().end();
		server.setAttribute("http.response.status_code", 500);
		server.setAttribute(AttributeKey.stringArrayKey("list"), List.of("a", "b"));
		server.setStatus(StatusCode.ERROR, "it broke");
		server.end();
		return server.getSpanContext().getTraceId();
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(TestApplication.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class TestApplication {

	}

}
