package io.github.tracingstarter.control;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.Waiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that bad input gets a clear answer in each of the ways in which properties are
 * changed, and changes nothing.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadInputTests {

	private static final String RULES = "tracing.rules";

	private static final String PAGE = "/tracing/api/v1";

	@TempDir
	private static Path folder;

	private static ConfigurableApplicationContext application;

	private static String token;

	private final Changes changes = application.getBean(Changes.class);

	@BeforeAll
	static void start() {
		application = ControlApplication.run("servlet", "--management.endpoints.web.exposure.include=tracing",
				"--tracing.control.writable=true", "--tracing.control.file=" + file(),
				"--tracing.control.interval=20ms", "--tracing.ui.enabled=true", "--tracing.rules[0].path=/kept",
				"--tracing.rules[0].keep=true");
		token = String.valueOf(
				ControlApplication.json(ControlApplication.send(application, "GET", PAGE + "/meta", "")).get("token"));
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@AfterEach
	void delete() throws IOException {
		Files.deleteIfExists(file());
	}

	static Stream<Input> inputs() {
		return Stream.of(
				new Input(RULES, "[{path: /a, drop: true}, {path: /b, probability: 7}]",
						"tracing.rules[1].probability=7.0 cannot be used because it is not between 0.0 and 1.0."),
				new Input(RULES, "[{path: /a, pth: /b, drop: true}]",
						"tracing.rules[0].pth=... cannot be used because a rule has no such field. Did you mean 'path'?"),
				new Input(RULES, "[{path: /a, drop: true, keep: true}]",
						"tracing.rules[0].keep=set cannot be used because the rule has 'drop' as well."),
				new Input(RULES, "[{path: /a, drop: true, rename: b}]",
						"tracing.rules[0].drop=true cannot be used because the rule changes what it drops."),
				new Input(RULES, "[{path: '/a/{x:(a+)+b}', drop: true}]", "there are no regular expressions."),
				new Input(RULES, "[%s]".formatted(String.join(",", "{drop: true}".repeat(10_000).split("(?<=})"))),
						"tracing.rules=10000 rules cannot be used because there are more than 500."),
				new Input(RULES, "[{path: /a, drop: true},".repeat(20), "it is neither YAML nor JSON"),
				new Input("tracing.web.exclude", "ping",
						"tracing.web.exclude=ping cannot be used because it is not a path pattern"),
				new Input("tracing.web.exclude", "/a/{x:.*.*.*.*b}",
						"tracing.web.exclude=/a/{x:.*.*.*.*b} cannot be used because its regular expression takes ever longer"),
				new Input("tracing.sampling.keep.slower-than", "quick",
						"tracing.sampling.keep.slower-than=quick cannot"),
				new Input("tracing.sampling.force.secret", "x",
						"tracing.sampling.force.secret=****** cannot be used because this property cannot be changed"),
				new Input("tracing.redaction.expressions", "(a+)+b",
						"tracing.redaction.expressions=(a+)+b cannot be used because this property cannot be changed"));
	}

	@ParameterizedTest
	@MethodSource("inputs")
	void getsAClearAnswerOfActuator(Input input) {
		Map<String, String> before = values();
		HttpResponse<String> answer = ControlApplication.send(application, "POST", "/actuator/tracing/" + input.key(),
				json(Map.of("value", input.value())));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(ControlApplication.json(answer).get("detail").toString()).contains(input.answer());
		assertThat(values()).isEqualTo(before);
	}

	@ParameterizedTest
	@MethodSource("inputs")
	void getsAClearAnswerOfThePage(Input input) {
		Map<String, String> before = values();
		HttpResponse<String> answer = patch(json(Map.of(input.key(), input.value())));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
		assertThat(ControlApplication.json(answer).get("error").toString()).contains(input.answer())
			.hasSizeLessThan(2000);
		assertThat(values()).isEqualTo(before);
	}

	@ParameterizedTest
	@MethodSource("inputs")
	void isLoggedWhereItIsInAFile(Input input, CapturedOutput output) throws IOException {
		Map<String, String> before = values();
		Files.writeString(file(), json(Map.of(input.key(), input.value())));
		Waiting.awaitText(output, "is not applied, and what was in force stays.");
		Waiting.awaitText(output, input.answer());
		assertThat(values()).isEqualTo(before);
	}

	@Test
	void tenMegabytes(CapturedOutput output) throws IOException {
		Map<String, String> before = values();
		String huge = json(Map.of(RULES, "[{path: /%s, drop: true}]".formatted("a".repeat(10_000_000))));
		HttpResponse<String> answer = patch(huge);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains("characters. Write 200000 at most.").hasSizeLessThan(1000);
		answer = ControlApplication.send(application, "POST", "/actuator/tracing", json(Map.of("properties", huge)));
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains("characters. Write 1000000 at most.").hasSizeLessThan(3000);
		Files.writeString(file(), huge);
		Waiting.awaitText(output, "It has more than 1000000 bytes.");
		assertThat(values()).isEqualTo(before);
	}

	private static Path file() {
		return folder.resolve("tracing.json");
	}

	private Map<String, String> values() {
		return Map.of(RULES, this.changes.get(RULES, null).value(), "tracing.web.exclude",
				this.changes.get("tracing.web.exclude", null).value(), "changes",
				List.copyOf(this.changes.history()).toString());
	}

	private static HttpResponse<String> patch(String body) {
		return ControlApplication.send(application, "PATCH", PAGE + "/config", body, "X-Tracing-Token", token);
	}

	private static String json(Map<String, String> object) {
		return JsonWriter.standard().writeToString(object);
	}

	/**
	 * Invalid input.
	 */
	record Input(String key, String value, String answer) {

		@Override
		public String toString() {
			return this.answer;
		}

	}

}
