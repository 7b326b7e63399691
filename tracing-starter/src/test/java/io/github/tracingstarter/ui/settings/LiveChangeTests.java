package io.github.tracingstarter.ui.settings;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of changes that affect requests to a real server immediately.
 */
class LiveChangeTests {

	private static final String UNDO = "{\"tracing.sampling.probability\":null,\"tracing.web.exclude\":null}";

	private static ConfigurableApplicationContext application;

	private final Page page = new Page(application);

	private final RecordedSpans spans = application.getBean(RecordedSpans.class);

	private final ListedTraces traces = application.getBean(ListedTraces.class);

	@BeforeAll
	static void start() {
		application = SettingsApplication.run("--server.servlet.context-path=/app",
				"--tracing.web.exclude=/internal/**");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void clear() {
		this.spans.clear();
		this.traces.clear();
	}

	@AfterEach
	void undo() {
		this.page.patch(UNDO);
	}

	@Test
	void sampling() {
		get("/users/1");
		assertThat(this.spans.await(1)).hasSize(1);
		Map<String, Object> config = this.page.patch("{\"tracing.sampling.probability\":0}");
		assertThat(Page.item(config, "tracing.sampling.probability")).containsEntry("value", "0.0")
			.containsEntry("source", "the page")
			.containsEntry("changed", true)
			.containsEntry("original", "1.0");
		assertThat(config).containsEntry("yaml", "tracing:\n  sampling:\n    probability: 0.0\n");
		assertThat(this.page.meta()).containsEntry("sampling", 0.0);
		get("/users/2");
		config = this.page.patch("{\"tracing.sampling.probability\":null}");
		assertThat(Page.item(config, "tracing.sampling.probability")).containsEntry("value", "1.0")
			.containsEntry("source", "default")
			.containsEntry("changed", false)
			.doesNotContainKey("original");
		assertThat(config).containsEntry("yaml", "");
		get("/users/3");
		assertThat(this.spans.await(2)).extracting((span) -> RecordedSpans.attributes(span).get("url.path"))
			.containsExactly("/app/users/1", "/app/users/3");
	}

	@Test
	void changesAreListedAndUndoneByTheirNumbers() {
		Map<String, Object> config = this.page.patch("{\"tracing.sampling.probability\":0.5}");
		Map<String, Object> change = Page.list(config, "changes").get(0);
		assertThat(change).containsEntry("by", "the page").containsEntry("undoable", true).containsKey("at");
		assertThat(Page.list(change, "steps"))
			.containsExactly(Map.of("key", "tracing.sampling.probability", "before", "1.0", "after", "0.5"));
		this.page.patch("{\"tracing.web.exclude\":\"/%s\"}".formatted("a".repeat(5000)));
		assertThat(Page.list(this.page.get("/config"), "changes").get(0).toString()).hasSizeBetween(300, 600);
		config = this.page.post("/config/undo", "{\"number\":%s}".formatted(change.get("number")));
		assertThat(Page.item(config, "tracing.sampling.probability")).containsEntry("value", "1.0")
			.containsEntry("changed", false);
		assertThat(Page.item(config, "tracing.web.exclude")).containsEntry("changed", true);
		assertThat(Page.list(config, "changes").get(0)).containsEntry("by",
				"the page, undoing change %s".formatted(change.get("number")));
		assertThat(this.page.refused("POST", "/config/undo", "{\"number\":%s}".formatted(change.get("number"))))
			.contains("it is over, or its properties were changed again");
		assertThat(this.page.refused("POST", "/config/undo", "{\"number\":100000}"))
			.contains("there is no such change");
		assertThat(this.page.refused("POST", "/config/undo", "{\"number\":\"1\"}")).contains("the number of a change");
	}

	@Test
	void excludedRequests() {
		get("/ping");
		assertThat(this.spans.await(1)).hasSize(1);
		Map<String, Object> config = this.page.patch(
				"{\"tracing.web.exclude\":\"GET /ping,/users/{id:[0-9]{1,2}}\",\"tracing.sampling.probability\":\"0.9999999\"}");
		assertThat(Page.item(config, "tracing.web.exclude")).containsEntry("value", "GET /ping, /users/{id:[0-9]{1,2}}")
			.containsEntry("original", "/internal/**");
		assertThat(config).containsEntry("yaml", """
				tracing:
				  sampling:
				    probability: 0.9999999
				  web:
				    exclude:
				      - GET /ping
				      - /users/{id:[0-9]{1,2}}
				""");
		get("/ping");
		get("/users/12");
		get("/users/123");
		config = this.page.patch(UNDO);
		assertThat(Page.item(config, "tracing.web.exclude")).containsEntry("value", "/internal/**")
			.containsEntry("source", "command line");
		get("/ping");
		assertThat(this.spans.await(3)).extracting((span) -> RecordedSpans.attributes(span).get("url.path"))
			.containsExactly("/app/ping", "/app/users/123", "/app/ping");
	}

	@Test
	void aListAndNothingAtAll() {
		Map<String, Object> config = this.page.patch("{\"tracing.web.exclude\":[\"/a:b\",\"/*\"]}");
		assertThat(Page.item(config, "tracing.web.exclude")).containsEntry("value", "/a:b, /*");
		assertThat(config.get("yaml")).isEqualTo("tracing:\n  web:\n    exclude:\n      - /a:b\n      - /*\n");
		config = this.page.patch("{\"tracing.web.exclude\":\"\"}");
		assertThat(Page.item(config, "tracing.web.exclude")).containsEntry("value", "").containsEntry("changed", true);
		assertThat(config.get("yaml")).isEqualTo("tracing:\n  web:\n    exclude: []\n");
	}

	@Test
	void theYamlSaysWhatCounts() {
		String hostile = "/a'b\"#c:d&*!|>%@`\\\\e\\u0007f, /-, /\u00e9\ud83d\ude00, /{x:[a,b]{2,3}}";
		Map<String, Object> config = this.page
			.patch("{\"tracing.web.exclude\":\"%s\"}".formatted(hostile.replace("b\"", "b\\\"")));
		Map<String, Map<String, Map<String, List<String>>>> yaml = new Yaml().load(config.get("yaml").toString());
		assertThat(yaml.get("tracing").get("web").get("exclude")).containsExactly("/a'b\"#c:d&*!|>%@`\\e\u0007f", "/-",
				"/\u00e9\ud83d\ude00", "/{x:[a,b]{2,3}}");
	}

	@Test
	void theServerIsTraced() {
		assertThat(Page.list(this.page.get("/config"), "instrumentations"))
			.anySatisfy((instrumentation) -> assertThat(instrumentation).containsEntry("id", "web")
				.containsEntry("reason", "all servlets")
				.containsEntry("on", true)
				.containsEntry("present", true));
	}

	@Test
	void allOrNothing() {
		assertThat(this.page.refused("PATCH", "/config",
				"{\"tracing.sampling.probability\":\"0\",\"tracing.web.exclude\":\"/a, <script> b\"}"))
			.isEqualTo(
					"tracing.web.exclude=<script> b cannot be used because it is not a path pattern with an optional "
							+ "method. Use patterns such as '/internal/**' or 'GET /ping', separated by commas.");
		assertThat(this.page.item("tracing.sampling.probability")).containsEntry("changed", false);
		assertThat(this.page.item("tracing.web.exclude")).containsEntry("changed", false);
		get("/users/1");
		assertThat(this.spans.await(1)).hasSize(1);
	}

	@Test
	void whatARuleWouldHaveDone() {
		get("/users/1");
		get("/ping");
		get("/ping", "traceparent", "00-ffffffffffffffffffffffffffffff00-00f067aa0ba902b7-01");
		this.spans.await(3).forEach(this.traces::add);
		Map<String, Object> preview = preview("tracing.web.exclude", "/ping");
		assertThat(preview).containsEntry("matched", 2).containsEntry("of", 3);
		assertThat(Page.list(preview, "samples")).extracting((sample) -> sample.get("name"))
			.containsExactly("GET /app/ping", "GET /app/ping");
		assertThat(preview("tracing.web.exclude", "POST /ping, /app/ping")).containsEntry("matched", 0)
			.containsEntry("samples", List.of());
		assertThat(preview("tracing.web.exclude", "GET /users/*")).containsEntry("matched", 1);
		assertThat(preview("tracing.sampling.probability", "0")).as("the third has a caller")
			.containsEntry("matched", 2)
			.containsEntry("of", 3);
		assertThat(preview("tracing.sampling.probability", "1")).containsEntry("matched", 0);
		assertThat(this.page.get("/config")).as("a preview changes nothing").containsEntry("yaml", "");
	}

	@Test
	void thePreviewCountsAsTheSamplerWould() {
		for (int i = 0; i < 40; i++) {
			get("/ping");
		}
		this.spans.await(40).forEach(this.traces::add);
		Map<String, Object> preview = preview("tracing.sampling.probability", "0.3");
		this.page.patch("{\"tracing.sampling.probability\":0.3}");
		Sampler sampler = application.getBean(Sampler.class);
		long dropped = this.spans.all()
			.stream()
			.filter((span) -> sampler
				.shouldSample(Context.root(), span.getTraceId(), "", SpanKind.SERVER, Attributes.empty(), List.of())
				.getDecision() == SamplingDecision.DROP)
			.count();
		this.page.patch(UNDO);
		assertThat(dropped).isBetween(1L, 39L);
		assertThat(preview).containsEntry("matched", (int) dropped).containsEntry("of", 40);
		assertThat(Page.list(preview, "samples")).hasSize((int) Math.min(dropped, 10));
	}

	@Test
	void whatWouldBeKept() {
		get("/users/1");
		get("/ping");
		assertThat(SettingsApplication.http(application).get("/app/fails").statusCode()).isEqualTo(500);
		this.spans.await(3).forEach(this.traces::add);
		Map<String, Object> failed = preview("tracing.sampling.keep.errors", "true");
		assertThat(failed).containsEntry("kept", 1).containsEntry("of", 3).containsEntry("matched", 0);
		assertThat(Page.list(failed, "keptSamples")).extracting((sample) -> sample.get("name"))
			.containsExactly("GET /app/fails");
		assertThat(preview("tracing.sampling.keep.errors", "false")).containsEntry("kept", 0);
		assertThat(preview("tracing.sampling.keep.slower-than", "0ms")).containsEntry("kept", 3);
		assertThat(preview("tracing.sampling.keep.slower-than", "1h")).containsEntry("kept", 0);
		assertThat(preview("tracing.sampling.keep.routes", "GET /app/users/*=always, POST /app/ping=always"))
			.containsEntry("kept", 1);
		assertThat(preview("tracing.rules", "[{attributes: {http.response.status_code: 500}, keep: true}]"))
			.containsEntry("kept", 1)
			.containsEntry("matched", 0);
		assertThat(preview("tracing.rules", "[{path: /none, drop: true}]")).doesNotContainKey("kept");
		assertThat(this.page.get("/config")).as("a preview changes nothing").containsEntry("yaml", "");
	}

	@Test
	void whatCannotBeToldIsSaid() {
		assertThat(preview("tracing.sampling.target", "5/s")).containsEntry("unpredictable",
				"Which traces are recorded depends on how many there will be.");
		assertThat(preview("tracing.web.enabled", "false")).containsEntry("unpredictable",
				"Which instrumentation made a span that was recorded is not known any more.");
		assertThat(preview("tracing.web.exclude", "/ping")).doesNotContainKeys("unpredictable", "kept");
		for (String value : List.of("tracing.sampling.target=many", "tracing.sampling.keep.errors=maybe",
				"tracing.redaction.patterns=cards", "tracing.web.enabled=maybe")) {
			String[] parts = value.split("=");
			assertThat(this.page.refused("POST", "/rules/preview",
					"{\"key\":\"%s\",\"value\":\"%s\"}".formatted(parts[0], parts[1])))
				.contains(" cannot be used");
		}
	}

	@Test
	void aRuleThatIsNone() {
		assertThat(this.page.refused("POST", "/rules/preview", "{\"key\":\"tracing.web.exclude\",\"value\":\"ping\"}"))
			.startsWith("tracing.web.exclude=ping cannot be used");
		assertThat(this.page.refused("POST", "/rules/preview", "{\"key\":\"tracing.enabled\",\"value\":\"false\"}"))
			.contains("These can: ")
			.contains("tracing.sampling.probability, ")
			.contains("tracing.web.exclude");
		assertThat(this.page.refused("POST", "/rules/preview", "{}")).contains("cannot be changed");
	}

	private Map<String, Object> preview(String key, String value) {
		return this.page.post("/rules/preview", "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(key, value));
	}

	private void get(String path, String... headers) {
		assertThat(SettingsApplication.http(application).get("/app" + path, headers).statusCode()).isEqualTo(200);
	}

}
