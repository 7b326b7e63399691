package io.github.tracingstarter.technologies.ai;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.RecordedSpans;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class AiContentTests {

	private static Map<String, Object> attributes(RecordedSpans spans, int index) {
		return RecordedSpans.attributes(
				spans.all().stream().filter((span) -> span.getName().equals("chat gpt-test")).toList().get(index));
	}

	@Test
	void messagesAreThereWhereTheyAreWanted() {
		try (ModelServer server = new ModelServer();
				ConfigurableApplicationContext context = AiApplication.start(server, WebApplicationType.NONE,
						"--tracing.ai.content=true")) {
			server.calls("weather", "{\"city\":\"Paris\"}");
			server.says("It rains in Paris.");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			context.getBean(ChatController.class).ask("Paris? I am jane@example.com.");
			assertThat(attributes(spans, 0))
				.containsEntry("gen_ai.system_instructions",
						"[{\"type\":\"text\",\"content\":\"You know the weather of all cities.\"}]")
				.containsEntry("gen_ai.input.messages",
						"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Paris? I am REDACTED.\"}]}]")
				.containsEntry("gen_ai.output.messages",
						"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"call_1\","
								+ "\"name\":\"weather\",\"arguments\":{\"city\":\"Paris\"}}],"
								+ "\"finish_reason\":\"tool_calls\"}]");
			assertThat(String.valueOf(attributes(spans, 1).get("gen_ai.input.messages")))
				.startsWith("[{\"role\":\"user\"")
				.endsWith("{\"role\":\"tool\",\"parts\":[{\"type\":\"tool_call_response\",\"id\":\"call_1\","
						+ "\"response\":\"\\\"rain in Paris\\\"\"}]}]");
			assertThat(attributes(spans, 1)).containsEntry("gen_ai.output.messages",
					"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"It rains in Paris.\"}],"
							+ "\"finish_reason\":\"stop\"}]");
			assertThat(RecordedSpans.attributes(spans.named("execute_tool weather")))
				.containsEntry("gen_ai.tool.call.arguments", "{\"city\":\"Paris\"}")
				.containsEntry("gen_ai.tool.call.result", "\"rain in Paris\"");
		}
	}

	@Test
	void textsAreAsLongAsIsAllowed() {
		try (ModelServer server = new ModelServer();
				ConfigurableApplicationContext context = AiApplication.start(server, WebApplicationType.NONE,
						"--tracing.ai.content=true", "--tracing.ai.content-length=10")) {
			server.says("First answer");
			server.says("Second answer");
			ChatController controller = context.getBean(ChatController.class);
			controller.ask("First question");
			controller.ask("Second question");
			assertThat(attributes(context.getBean(RecordedSpans.class), 1))
				.containsEntry("gen_ai.input.messages",
						"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Second que\u2026\"}]}]")
				.containsEntry("gen_ai.output.messages",
						"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Second ans\u2026\"}],"
								+ "\"finish_reason\":\"stop\"}]");
		}
	}

	@Test
	void nothingIsTracedWhereItIsOff() {
		try (ModelServer server = new ModelServer();
				ConfigurableApplicationContext context = AiApplication.start(server, WebApplicationType.NONE,
						"--tracing.ai.enabled=false")) {
			server.calls("weather", "{\"city\":\"Paris\"}");
			server.says("It rains in Paris.");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			context.getBean(ChatController.class).ask("Paris?");
			assertThat(spans.tree()).isEqualTo("CLIENT POST\nCLIENT POST\n");
			assertThat(server.received()).extracting(ModelServer.Received::parents)
				.isEqualTo(spans.all()
					.stream()
					.map((span) -> List.of("00-%s-%s-03".formatted(span.getTraceId(), span.getSpanId())))
					.toList());
		}
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		try (ModelServer server = new ModelServer();
				ConfigurableApplicationContext context = AiApplication.start(server, WebApplicationType.NONE)) {
			server.says("Yes.");
			server.says("Yes.");
			server.says("Yes.");
			LiveSwitch.offAndOn(context, "tracing.ai.enabled",
					(isOn) -> context.getBean(ChatController.class).ask("Paris?"), """
							INTERNAL request
							  INTERNAL invoke_agent
							    CLIENT chat gpt-test
							      CLIENT POST
							""", "INTERNAL request\n  CLIENT POST\n");
		}
	}

}
