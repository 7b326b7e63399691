package io.github.tracingstarter.ui;

import java.util.List;
import java.util.stream.Stream;

import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.OpenTelemetry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the page apply to every route of an application, including future ones.
 */
class RouteSafetyTests {

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String JSON = "Content-Type: application/json";

	private static ConfigurableApplicationContext context;

	private static ConfigurableApplicationContext readOnly;

	private static RawHttp http;

	private static String token;

	@BeforeAll
	static void start() {
		context = UiTestApplication.run("echo=false", "tracing.ui.receiver.enabled=true");
		readOnly = UiTestApplication.run("echo=false", "tracing.ui.receiver.enabled=true", "tracing.ui.read-only=true");
		http = RawHttp.to(context);
		token = token(context);
		context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("span").startSpan().end();
		assertThat(context.getBean(TraceStore.class).stats().traces()).isEqualTo(1);
	}

	@AfterAll
	static void stop() {
		context.close();
		readOnly.close();
	}

	@Test
	void allFeaturesAreThere() {
		assertThat(routes()).extracting((route) -> route.method() + " " + route.path())
			.containsExactlyInAnyOrder("GET /meta", "GET /traces", "DELETE /traces", "GET /traces/{id}",
					"GET /insights", "GET /map", "GET /fields", "GET /traces/{id}/markdown", "GET /traces/{id}/compare",
					"POST /traces/{id}/spans/{spanId}/explain", "POST /tracing/mcp", "GET /traces/{id}/export",
					"POST /import", "POST /v1/traces", "POST /v1/logs", "POST /v1/metrics", "GET /rates", "GET /logs",
					"GET /config", "GET /report", "PATCH /config", "POST /config/undo", "POST /rules/preview",
					"GET /rules", "GET /exporter", "POST /exporter/test", "POST /exporter/pause");
		assertThat(routes()).filteredOn(UiRoute::absolute)
			.extracting(UiRoute::path)
			.containsExactlyInAnyOrder("/v1/traces", "/v1/logs", "/v1/metrics", "/tracing/mcp");
	}

	@ParameterizedTest
	@MethodSource("writes")
	void aWriteIsRefused(UiRoute write) {
		assertRefused(403, send(http, write, JSON));
		assertRefused(403, send(http, write, JSON, "X-Tracing-Token: " + "0".repeat(32)));
		assertRefused(403, send(http, write, JSON, token(readOnly)));
		assertRefused(415, send(http, write, token));
		for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/x-protobuf")) {
			assertRefused(415, send(http, write, token, "Content-Type: " + type));
		}
		assertRefused(403, send(http, write, JSON, token, "Sec-Fetch-Site: cross-site"));
		assertRefused(403, send(http, write, JSON, token, "Sec-Fetch-Site: same-site"));
		assertRefused(403, send(http, write, JSON, token, "Origin: http://evil.example"));
		assertRefused(403, send(http, write, JSON, token, "Origin: null"));
		assertThat(send(RawHttp.to(readOnly), write, JSON, token(readOnly)).body())
			.isEqualTo("{\"error\":\"The page is read-only. Set tracing.ui.read-only=false to change that.\"}");
		assertThat(context.getBean(TraceStore.class).stats().traces()).as("nothing has happened").isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/traces", "/v1/logs", "/v1/metrics" })
	void aReceiverIsForProgramsAndForNoPage(String path) {
		UiRoute receiver = routes().stream().filter((route) -> route.path().equals(path)).findFirst().orElseThrow();
		assertThat(send(http, receiver, JSON).status()).isEqualTo(200);
		assertThat(send(RawHttp.to(readOnly), receiver, JSON).status()).as("nothing of the page").isEqualTo(200);
		assertRefused(415, send(http, receiver, "Content-Type: text/plain"));
		assertRefused(415, send(http, receiver));
		assertRefused(403, send(http, receiver, JSON, "Sec-Fetch-Site: cross-site"));
		assertRefused(403, send(http, receiver, JSON, "Origin: http://evil.example"));
	}

	@ParameterizedTest
	@MethodSource("routes")
	void whoeverIsNotOnThisMachineIsRefused(UiRoute route) {
		for (String header : List.of("Host: evil.example", "Host: localhost.evil.example", "Host: localhost@evil",
				"Host:", "X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "X-Real-IP: 127.0.0.1")) {
			RawHttp.Response response = send(http, route, JSON, token, header);
			// A server may itself refuse what cannot be a name.
			assertThat(response.status()).as(header).isIn(400, 403);
			assertThat(response.body()).doesNotContain(TRACE, "instanceId", "\"token\"");
		}
	}

	@ParameterizedTest
	@MethodSource("routes")
	void aPageOfAnotherSiteReadsNothing(UiRoute route) {
		assertRefused(403, send(http, route, JSON, token, "Sec-Fetch-Site: cross-site"));
	}

	@ParameterizedTest
	@MethodSource("reads")
	void whoeverIsOnThisMachineReads(UiRoute route) {
		assertThat(send(http, route).status()).isIn(200, 204, 404);
	}

	private static void assertRefused(int status, RawHttp.Response response) {
		assertThat(response.status()).as(response.body()).isEqualTo(status);
		assertThat(response.body()).startsWith("{\"error\":\"");
		assertThat(response.headers().keySet())
			.noneMatch((name) -> name.regionMatches(true, 0, "Access-Control", 0, 14));
	}

	private static RawHttp.Response send(RawHttp to, UiRoute route, String... headers) {
		String path = (route.absolute() ? "" : "/tracing/api/v1") + route.path().replaceAll("\\{\\w+}", TRACE);
		return to.send(route.method(), path, route.method().equals("GET") ? "" : "{}", headers);
	}

	private static String token(ConfigurableApplicationContext application) {
		return "X-Tracing-Token: " + application.getBean(UiGate.class).token();
	}

	private static List<UiRoute> routes() {
		return context.getBeanProvider(UiRoutes.class).stream().flatMap((bean) -> bean.routes().stream()).toList();
	}

	private static Stream<UiRoute> reads() {
		return routes().stream().filter((route) -> route.method().equals("GET"));
	}

	private static Stream<UiRoute> writes() {
		return routes().stream().filter((route) -> !route.method().equals("GET") && !route.absolute());
	}

}
