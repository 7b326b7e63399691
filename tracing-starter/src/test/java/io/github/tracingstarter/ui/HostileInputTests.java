package io.github.tracingstarter.ui;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is sent to the page is answered or refused, and never causes a failure.
 */
class HostileInputTests {

	private static final String API = "/tracing/api/v1";

	private static final String JSON = "Content-Type: application/json";

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String DEEP = "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000);

	private static ConfigurableApplicationContext context;

	private static RawHttp http;

	private static String token;

	@BeforeAll
	static void start() {
		context = UiTestApplication.run("echo=false", "tracing.ui.receiver.enabled=true");
		http = RawHttp.to(context);
		token = "X-Tracing-Token: " + context.getBean(UiGate.class).token();
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "0", "2147483648", "99999999999999999999", "-9223372036854775808", "1e3", "x", "",
			"%20", "%00", "NaN" })
	void numbers(String number) {
		for (String parameter : List.of("after", "limit", "generation")) {
			assertThat(http.get("%s/traces?%s=%s".formatted(API, parameter, number)).status()).isIn(200, 204);
			assertThat(http.get("%s/logs?%s=%s".formatted(API, parameter, number)).status()).isIn(200, 204, 400);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "%22", "-", "--", "%5B", "((((", "*", "%5C", "status:", "status:9xx", "duration%3E",
			"a.b=", "duration%3E99999999999999999999s", "n%2B1:x", "%00", "%F0%9F%98%80", "%ED%A0%80", "%C3%28",
			"a:b%20" })
	void queries(String query) {
		assertThat(http.get(API + "/traces?q=" + query).status()).isEqualTo(200);
		assertThat(http.get(API + "/traces?q=" + query.repeat(100)).status()).isEqualTo(200);
		assertThat(http.get(API + "/logs?q=" + query).status()).isIn(200, 204);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "x", "..", "%00", "%2e%2e%2f", "%F0%9F%98%80", "%22%3E%3Cscript%3E", "{id}", "{}", "a;b=c" })
	void ids(String id) {
		for (String path : List.of("/traces/" + id, "/traces/" + id.repeat(400), "/traces/" + id + "/export",
				"/traces/" + id + "/export?format=html", "/logs?traceId=" + id)) {
			assertThat(http.get(API + path).status()).as(path).isIn(200, 204, 400, 404);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "1", "\"x\"", "[]", "{", "{}x", "{\"a\"}", "\0", "\u00ff\u00fe", "{\"a\":}",
			"{\"\":\"\"}", "{\"a\":null}", "{\"a\":{}}", "{\"key\":null}", "{\"key\":{\"a\":1},\"value\":[[{}]]}",
			"{\"key\":5,\"value\":[]}", "{\"key\":\"tracing.web.exclude\"}",
			"{\"key\":\"tracing.web.exclude\",\"value\":[{\"a\":1}]}",
			"{\"key\":\"tracing.web.exclude\",\"value\":\"/{\"}",
			"{\"key\":\"tracing.sampling.probability\",\"value\":\"x\"}",
			"{\"key\":\"tracing.sampling.probability\",\"value\":1e999}", "{\"tracing.sampling.probability\":{}}",
			"{\"tracing.sampling.probability\":[[[\"x\"]]]}", "{\"tracing.sampling.probability\":1e999}",
			"{\"tracing.sampling.probability\":\"NaN\"}", "{\"tracing.web.exclude\":[{\"a\":1}]}",
			"{\"tracing.web.exclude\":true}", "{\"tracing.otlp.endpoint\":\"http://evil.example\"}",
			"{\"paused\":\"yes\"}", "{\"paused\":null}", "{\"paused\":[true]}", "{\"resourceSpans\":5}",
			"{\"resourceSpans\":[5,null,{\"scopeSpans\":\"x\"},{\"scopeSpans\":[{\"spans\":[[]]}]}]}",
			"{\"data\":[{\"spans\":[{\"traceID\":5,\"tags\":[1],\"references\":\"x\"}]}]}", "{\"data\":\"x\"}" })
	void bodies(String body) {
		assertNoFailure(body);
	}

	@Test
	void bodiesThatAreDeepOrCompressedOrRandom() {
		assertNoFailure(DEEP);
		assertNoFailure("[".repeat(50_000));
		assertNoFailure("{\"resourceSpans\":" + "[".repeat(50_000));
		assertNoFailure("\u001f\u008b\u0008");
		Random random = new Random(42);
		for (int i = 0; i < 100; i++) {
			byte[] bytes = new byte[1 + random.nextInt(60)];
			random.nextBytes(bytes);
			String body = new String(bytes, StandardCharsets.ISO_8859_1);
			assertThat(post("/v1/traces", body, "Content-Type: application/x-protobuf")).isIn(200, 400);
			assertThat(post("/v1/traces", body, JSON)).isIn(200, 400);
		}
	}

	/**
	 * What remains of each of these can be listed, shown, counted and exported.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					"startTimeUnixNano":"9223372036854775807","endTimeUnixNano":"1"
					"startTimeUnixNano":"1","endTimeUnixNano":"9223372036854775807"
					"startTimeUnixNano":1,"kind":99,"status":{"code":-1}
					"startTimeUnixNano":1,"parentSpanId":"b7ad6b7169203331"
					"startTimeUnixNano":1,"name":"\\ud800\\u0000</script>","kind":2
					"startTimeUnixNano":1,"events":[{"timeUnixNano":"-9223372036854775808","name":""}]
					"startTimeUnixNano":1,"attributes":[{"key":"d","value":{"doubleValue":"NaN"}},{"key":"http.response.status_code","value":{"stringValue":"x"}}]
					"startTimeUnixNano":1,"status":{"code":2},"events":[{"attributes":[{"key":"exception.stacktrace","value":{"stringValue":"\\n\\tat \\nCaused by: \\n\\tat a"}}]}]
					"startTimeUnixNano":1,"kind":3,"attributes":[{"key":"db.query.text","value":{"stringValue":""}},{"key":"db.system.name","value":{"stringValue":""}},{"key":"db.client.connection.wait_time","value":{"doubleValue":"Infinity"}}]
					"startTimeUnixNano":1,"kind":2,"attributes":[{"key":"url.path","value":{"stringValue":"'; rm"}},{"key":"server.address","value":{"stringValue":"["}},{"key":"server.port","value":{"intValue":"-1"}}]
					""")
	void spans(String members) {
		String body = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%s\",\"spanId\":\"b7ad6b7169203331\",%s}]}]}]}"
			.formatted(TRACE, members);
		assertThat(post(API + "/import", body, JSON, token)).isEqualTo(200);
		for (String path : List.of("/traces", "/traces?q=a.b=c", "/traces/" + TRACE, "/insights", "/map",
				"/traces/" + TRACE + "/export?format=otlp", "/traces/" + TRACE + "/export?format=jaeger",
				"/traces/" + TRACE + "/export?format=html")) {
			assertThat(http.get(API + path).status()).as(path).isEqualTo(200);
		}
		assertThat(http.send("DELETE", API + "/traces", "", JSON, token).status()).isEqualTo(204);
	}

	private static void assertNoFailure(String body) {
		List<Integer> statuses = new ArrayList<>();
		for (String path : List.of("/rules/preview", "/exporter/pause", "/import")) {
			statuses.add(post(API + path, body, JSON, token));
		}
		statuses.add(http.send("PATCH", API + "/config", body, JSON, token).status());
		statuses.add(post("/v1/traces", body, JSON));
		statuses.add(post("/v1/traces", body, "Content-Type: application/x-protobuf"));
		assertThat(statuses).allMatch((status) -> status == 200 || status == 400);
		assertThat(http.get(API + "/config").status()).isEqualTo(200);
		assertThat(http.get(API + "/meta").status()).isEqualTo(200);
	}

	private static int post(String path, String body, String... headers) {
		return http.send("POST", path, body, headers).status();
	}

}
