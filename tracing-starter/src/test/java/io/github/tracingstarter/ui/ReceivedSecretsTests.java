package io.github.tracingstarter.ui;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.common.AttributeKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that spans of other applications, which may hide nothing, are shown, exported and
 * found without their secrets.
 */
class ReceivedSecretsTests {

	private static final String API = "/tracing/api/v1";

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e47";

	/** All secrets contain this. */
	private static final String SECRET = "hunter2";

	private static final String OTLP = """
			{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"other"}},
			{"key":"host.name","value":{"stringValue":"blue"}},{"key":"api_key","value":{"stringValue":"hunter2"}}]},
			"scopeSpans":[{"scope":{"name":"%2$s","version":"1.2"},"spans":[{"traceId":"%1$s","spanId":"00f067aa0ba902b7",
			"name":"login password=hunter2","kind":2,
			"startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000100000000",
			"attributes":[{"key":"password","value":{"stringValue":"hunter2"}},
			{"key":"url.full","value":{"stringValue":"http://ann:hunter2@shop.example/?token=hunter2"}},
			{"key":"notes","value":{"arrayValue":{"values":[{"stringValue":"secret=hunter2"}]}}},
			{"key":"db.query.text","value":{"stringValue":"SELECT * FROM users WHERE pw = 'hunter2'"}},
			{"key":"order","value":{"stringValue":"4711"}}],
			"events":[{"timeUnixNano":"1700000000000000001","name":"password=hunter2",
			"attributes":[{"key":"exception.message","value":{"stringValue":"no user with password=hunter2"}}]}],
			"links":[{"traceId":"%1$s","spanId":"00f067aa0ba902b8",
			"attributes":[{"key":"api_key","value":{"stringValue":"hunter2"}}]}],
			"status":{"code":2,"message":"password=hunter2"}}]}]}]}""";

	private static final String JAEGER = """
			{"data":[{"traceID":"%1$s","spans":[{"traceID":"%1$s","spanID":"00f067aa0ba902b7",
			"operationName":"login password=hunter2","startTime":1700000000000000,"duration":100000,
			"tags":[{"key":"password","type":"string","value":"hunter2"},{"key":"order","type":"string","value":"4711"}],
			"logs":[{"timestamp":1700000000000000,"fields":[{"key":"event","value":"password=hunter2"},
			{"key":"exception.message","type":"string","value":"password=hunter2"}]}],"processID":"p1"}],
			"processes":{"p1":{"serviceName":"other","tags":[]}}}]}""";

	private static ConfigurableApplicationContext application;

	private static RawHttp http;

	@BeforeAll
	static void start() {
		application = UiTestApplication.run("echo=false", "tracing.ui.receiver.enabled=true");
		http = RawHttp.to(application);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	/**
	 * A scope says what created a span, and the starter trusts its own.
	 */
	@ParameterizedTest
	@CsvSource({ "01,/v1/traces,otlp,their.library", "02,/v1/traces,otlp,io.github.tracingstarter",
			"03,/tracing/api/v1/import,otlp,io.github.tracingstarter", "04,/tracing/api/v1/import,jaeger,x" })
	void secretsAreHiddenBeforeTheyAreStored(String number, String path, String format, String scope) {
		String trace = TRACE + number;
		RawHttp.Response answer = http.send("POST", path,
				(format.equals("otlp") ? OTLP : JAEGER).formatted(trace, scope), "Content-Type: application/json",
				"X-Tracing-Token: " + application.getBean(UiGate.class).token());
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		String shown = get("/traces/" + trace);
		assertThat(shown).contains("4711", "login ", "REDACTED").doesNotContain(SECRET);
		for (String export : new String[] { "otlp", "jaeger", "html" }) {
			assertThat(get("/traces/%s/export?format=%s".formatted(trace, export))).as(export)
				.contains("4711")
				.doesNotContain(SECRET);
		}
		StoredSpan stored = application.getBean(TraceStore.class).find(trace).spans().get(0);
		assertThat(stored.imported()).isEqualTo(path.endsWith("import"));
		if (format.equals("otlp")) {
			assertThat(stored.scopeVersion()).isEqualTo("1.2");
			assertThat(stored.resource().get(AttributeKey.stringKey("host.name"))).isEqualTo("blue");
			assertThat(stored.resource().get(AttributeKey.stringKey("api_key"))).isEqualTo("REDACTED");
		}
		assertThat(get("/traces?q=login")).contains(trace).doesNotContain(SECRET);
		assertThat(get("/traces?q=" + SECRET)).doesNotContain(trace);
	}

	@Test
	void secretsInLogLinesAreHiddenBeforeTheyAreStored() {
		String trace = TRACE + "05";
		RawHttp.Response answer = http.send("POST", "/v1/logs",
				"""
						{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"other"}}]},
						"scopeLogs":[{"scope":{"name":"com.acme.Login"},"logRecords":[{"timeUnixNano":"1700000000000000000",
						"severityNumber":17,"traceId":"%s","body":{"stringValue":"order 4711 password=hunter2"},
						"attributes":[{"key":"thread.name","value":{"stringValue":"token=hunter2"}},{"key":"exception.stacktrace",
						"value":{"stringValue":"java.lang.Error: secret=hunter2\\n\\tat com.acme.Login.check(Login.java:7)"}}]}]}]}]}"""
					.formatted(trace),
				"Content-Type: application/json");
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("{}");
		assertThat(get("/logs?traceId=" + trace)).contains("4711", "REDACTED", "\"service\":\"other\"", "Login.java:7")
			.doesNotContain(SECRET);
		assertThat(get("/logs?service=other&q=4711")).contains(trace);
		assertThat(get("/logs?q=" + SECRET)).doesNotContain(trace);
	}

	@Test
	void secretsInMetricsAreHiddenBeforeTheyAreStored() {
		RawHttp.Response answer = http.send("POST", "/v1/metrics",
				"""
						{"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"password=hunter2"}}]},
						"scopeMetrics":[{"metrics":[{"name":"http.server.request.duration","unit":"s","histogram":{"aggregationTemporality":1,
						"dataPoints":[{"timeUnixNano":"%d","count":"1","sum":0.1,"attributes":[{"key":"http.route",
						"value":{"stringValue":"/orders/4711?token=hunter2"}},{"key":"http.request.method",
						"value":{"stringValue":"secret=hunter2"}}]}]}}]}]}]}"""
					.formatted(System.currentTimeMillis() * 1_000_000),
				"Content-Type: application/json");
		assertThat(answer.body()).isEqualTo("{}");
		assertThat(get("/rates")).contains("4711", "REDACTED").doesNotContain(SECRET);
	}

	private static String get(String path) {
		RawHttp.Response response = http.get(API + path);
		assertThat(response.status()).as(path).isEqualTo(200);
		return response.body();
	}

}
