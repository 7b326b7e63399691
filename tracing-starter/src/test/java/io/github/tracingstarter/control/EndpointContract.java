package io.github.tracingstarter.control;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.tracingstarter.support.Settings;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Waiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * The contract of the Actuator endpoint on every kind of server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
abstract class EndpointContract {

	private static final String PROBABILITY = "/tracing.sampling.probability";

	private final String type;

	private ConfigurableApplicationContext application;

	EndpointContract(String type) {
		this.type = type;
	}

	@BeforeAll
	void start() {
		this.application = ControlApplication.run(this.type, "--management.endpoints.web.exposure.include=tracing",
				"--tracing.control.writable=true", "--tracing.otlp.headers.authorization=Bearer t0ken",
				"--tracing.exporters=otlp", "--tracing.otlp.endpoint=http://user:pa55@localhost:1");
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@AfterEach
	void reset() {
		send("POST", "",
				"{\"properties\":\"{tracing.sampling.probability: null, tracing.web.exclude: null, tracing.export.paused: null}\"}");
	}

	@Test
	void whatIsConfiguredAndTraced() {
		HttpResponse<String> response = send("GET", "", "");
		assertThat(response.statusCode()).isEqualTo(200);
		Map<String, Object> json = ControlApplication.json(response);
		assertThat(json).containsEntry("writable", true);
		assertThat(property(json, "tracing.control.writable")).containsEntry("value", "true")
			.containsEntry("source", "command line")
			.containsEntry("mutable", false);
		assertThat(property(json, "tracing.sampling.probability")).containsEntry("value", "1.0")
			.containsEntry("source", "default")
			.containsEntry("mutable", true);
		assertThat(list(json, "instrumentations")).anySatisfy((item) -> assertThat(item).contains(entry("id", "web"),
				entry("on", true), entry("key", "tracing.web.enabled")));
		assertThat(list(json, "exporters")).extracting((item) -> item.get("signal")).containsExactly("traces", "logs");
		assertThat(list(json, "exporters")).allSatisfy((item) -> assertThat(item).containsKeys("description", "state",
				"sent", "dropped", "droppedBy", "queued", "queuedBytes"));
		assertThat(response.body()).doesNotContain("t0ken").doesNotContain("pa55");
	}

	@Test
	void requestsCanBeTurnedOffAndOn() {
		assertThat(property(ControlApplication.json(send("GET", "", "")), "tracing.web.enabled"))
			.containsEntry("mutable", true);
	}

	@Test
	void aChangeCountsFromTheNextRequestOn(CapturedOutput output) {
		RecordedSpans spans = this.application.getBean(RecordedSpans.class);
		spans.clear();
		HttpResponse<String> response = send("POST", PROBABILITY, "{\"value\":\"0.0\"}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"by\":\"Actuator\"").contains("\"before\":\"1.0\",\"after\":\"0.0\"");
		Waiting.awaitText(output, "Changed by Actuator: tracing.sampling.probability=0.0 (was 1.0)");
		assertThat(get("/users").statusCode()).isEqualTo(200);
		assertThat(property(ControlApplication.json(send("GET", "", "")), "tracing.sampling.probability"))
			.containsEntry("value", "0.0")
			.containsEntry("source", "Actuator")
			.containsEntry("original", "1.0");
		assertThat(send("POST", PROBABILITY, "{}").statusCode()).as("no value is that of the start").isEqualTo(200);
		assertThat(get("/users").statusCode()).isEqualTo(200);
		assertThat(spans.await(1)).extracting((span) -> span.getName()).containsExactly("GET /users");
	}

	@Test
	void rulesWithTheirHits() {
		String path = "/tracing.rules";
		HttpResponse<String> response = send("POST", path,
				"{\"value\":\"[{path: /users, drop: true}, {header: X-Token=t1, keep: true}]\",\"duration\":\"10m\"}");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		get("/users");
		get("/users");
		String shown = send("GET", "", "").body();
		List<Map<String, Object>> rules = list(ControlApplication.json(send("GET", "", "")), "rules");
		assertThat(rules).hasSize(2);
		assertThat(rules.get(0)).containsEntry("hits", 2).containsKeys("title", "rule", "lastHit");
		assertThat(rules.get(1)).containsEntry("hits", 0);
		assertThat(shown).doesNotContain("X-Token=t1");
		response = send("POST", path, "{\"value\":\"[{path: /users, drop: true}, {path: /a, probability: 7}]\"}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(ControlApplication.json(response).get("key").toString()).startsWith("tracing.rules[1]");
		assertThat(list(ControlApplication.json(send("GET", "", "")), "rules")).as("the old ones stay").hasSize(2);
		assertThat(send("POST", path, "{}").statusCode()).isEqualTo(200);
		assertThat(list(ControlApplication.json(send("GET", "", "")), "rules")).isEmpty();
	}

	@Test
	void aSecretInARuleIsHidden() {
		Settings settings = this.application.getBean(Settings.class);
		assertThat(settings.masked("tracing.rules",
				"[{header: X-Api-Key=k3y, action: keep}, {\"header\": \"authorization=Bearer t0ken\"}, {header: X-Test=1}]"))
			.isEqualTo(
					"[{header: X-Api-Key=******, action: keep}, {\"header\": \"authorization=******\"}, {header: X-Test=1}]");
	}

	@Test
	void severalAtOnceForAWhileAndUndone() {
		HttpResponse<String> response = send("POST", "",
				"{\"properties\":\"tracing:\\n  sampling.probability: 0.5\\n  web:\\n    exclude: [/a, /b]\",\"duration\":\"10m\"}");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		Map<String, Object> json = ControlApplication.json(send("GET", "", ""));
		assertThat(property(json, "tracing.web.exclude")).containsEntry("value", "/a, /b").containsKey("until");
		Map<String, Object> change = list(json, "changes").get(0);
		assertThat(change).containsEntry("by", "Actuator").containsEntry("undoable", true).containsKey("until");
		assertThat(list(change, "steps")).hasSize(2);
		assertThat(send("DELETE", "/" + change.get("number"), "").statusCode()).isEqualTo(200);
		json = ControlApplication.json(send("GET", "", ""));
		assertThat(property(json, "tracing.web.exclude")).containsEntry("value", "").doesNotContainKey("until");
		assertThat(property(json, "tracing.sampling.probability")).containsEntry("value", "1.0");
		assertThat(send("DELETE", "/" + change.get("number"), "").statusCode()).as("undone already").isEqualTo(400);
	}

	@Test
	void theExportIsPausedForAWhile() {
		assertThat(send("POST", "/tracing.export.paused", "{\"value\":\"true\",\"duration\":\"3s\"}").statusCode())
			.isEqualTo(200);
		assertThat(send("GET", "", "").body()).contains("\"state\":\"paused\"");
		Waiting.await(() -> !send("GET", "", "").body().contains("\"state\":\"paused\""), () -> "no pause any more");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"POST|/tracing.sampling.probability|{\"value\":\"many\"}|tracing.sampling.probability|many|Write 1.0",
			"POST|/tracing.sampling.probability|{\"value\":\"0.1\",\"duration\":\"soon\"}|duration|soon|Write how long",
			"POST|/tracing.sampling.probability|{\"value\":\"0.1\",\"duration\":\"-1m\"}|duration|PT-1M|Write how long",
			"POST|/tracing.enabled|{\"value\":\"false\"}|tracing.enabled|false|These can:",
			"POST||{\"properties\":\"tracing: [\"}|properties|tracing: [|Compare it",
			"POST||{\"properties\":\"tracing.sampling.probability: 0.1\\nspring.application.name: x\"}|spring.application.name|x|These can:",
			"POST||{\"properties\":\"just text\"}|properties|just text|Write a line", "POST||{}|properties||Write {",
			"DELETE|/x||undo|x|The numbers", "DELETE|/999||undo|999|The" })
	void badInputIsAProblemWithKeyValueAndFix(String method, String path, String body, String key, String value,
			String fix) {
		Map<String, Object> before = configuration();
		HttpResponse<String> response = send(method, (path != null) ? path : "", (body != null) ? body : "");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		Map<String, Object> problem = ControlApplication.json(response);
		assertThat(problem).containsEntry("type", "about:blank")
			.containsEntry("title", "Bad Request")
			.containsEntry("status", 400)
			.containsEntry("key", key)
			.containsEntry("value", (value != null) ? value : "");
		assertThat(problem.get("fix").toString()).startsWith(fix);
		assertThat(problem.get("detail").toString()).contains(key).contains(" cannot be used because ");
		assertThat(configuration()).isEqualTo(before);
	}

	/**
	 * Returns everything except what exporters are doing meanwhile.
	 */
	private Map<String, Object> configuration() {
		Map<String, Object> state = new HashMap<>(ControlApplication.json(send("GET", "", "")));
		assertThat(state).containsKeys("properties", "rules", "instrumentations", "changes");
		state.keySet().removeAll(Set.of("exporters", "counts"));
		return state;
	}

	@Test
	void aHugeValueIsNotSentBack() {
		HttpResponse<String> response = send("POST", "/tracing.web.exclude",
				"{\"value\":\"%s\"}".formatted("/a".repeat(1_000_000)));
		assertThat(response.statusCode()).isIn(400, 413);
		assertThat(response.body()).hasSizeLessThan(3000);
	}

	private HttpResponse<String> send(String method, String path, String body) {
		return ControlApplication.send(this.application, method, "/actuator/tracing" + path, body);
	}

	private HttpResponse<String> get(String path) {
		return ControlApplication.send(this.application, "GET", path, "");
	}

	private static Map<String, Object> property(Map<String, Object> json, String key) {
		return list(json, "properties").stream()
			.filter((item) -> key.equals(item.get("key")))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No " + key));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> list(Map<String, Object> json, String key) {
		return (List<Map<String, Object>>) json.get(key);
	}

}
