package io.github.tracingstarter.technologies.ai;

import java.util.Map;

import io.github.tracingstarter.testing.AnsweringServer;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.ChatClient;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A provider that Spring AI calls by Spring's own clients.
 */
class AiOllamaTests {

	private static final String ANSWER = """
			{"model":"llama","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Rain"},\
			"done":true,"done_reason":"stop","prompt_eval_count":4,"eval_count":2,"total_duration":1,"load_duration":1,\
			"prompt_eval_duration":1,"eval_duration":1}
			""";

	@Test
	void callsAndStreamsHaveTheSameTree() {
		try (AnsweringServer server = new AnsweringServer(200, "application/x-ndjson", ANSWER);
				AnsweringServer json = new AnsweringServer(200, "application/json", ANSWER)) {
			assertThat(tree(json, false)).isEqualTo(tree(server, true)).isEqualTo("""
					INTERNAL caller
					  INTERNAL invoke_agent
					    CLIENT chat llama
					      CLIENT POST
					""");
		}
	}

	private static String tree(AnsweringServer server, boolean stream) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run("--tracing.exporters=none", "--spring.ai.model.chat=ollama", "--spring.ai.model.embedding=none",
					"--spring.ai.openai.api-key=unused", "--spring.ai.model.image=none",
					"--spring.ai.ollama.base-url=" + server.url(), "--spring.ai.ollama.chat.model=llama")) {
			ChatClient client = context.getBean(ChatClient.Builder.class).build();
			Span caller = context.getBean(Tracer.class).spanBuilder("caller").startSpan();
			Scope scope = caller.makeCurrent();
			try {
				ChatClient.ChatClientRequestSpec prompt = client.prompt().user("Paris?");
				assertThat(stream ? String.join("", prompt.stream().content().toIterable()) : prompt.call().content())
					.isEqualTo("Rain");
			}
			finally {
				scope.close();
				caller.end();
			}
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.awaitEnd();
			assertThat(RecordedSpans.attributes(spans.named("chat llama"))).contains(
					Map.entry("gen_ai.provider.name", "ollama"), Map.entry("gen_ai.usage.input_tokens", 4L),
					Map.entry("gen_ai.usage.output_tokens", 2L));
			return spans.tree();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

	}

}
