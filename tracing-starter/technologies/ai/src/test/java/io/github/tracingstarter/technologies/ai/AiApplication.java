package io.github.tracingstarter.technologies.ai;

import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.ai.vectorstore.VectorStore;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application with a chat client, its memory, a tool and a vector store.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class AiApplication {

	static final String CONVERSATION = "conversation-1";

	static ConfigurableApplicationContext start(ModelServer server, WebApplicationType type, String... properties) {
		return start(AiApplication.class, server, type, properties);
	}

	static ConfigurableApplicationContext start(Class<?> application, ModelServer server, WebApplicationType type,
			String... properties) {
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--tracing.exporters=none", "--spring.ai.openai.base-url=" + server.url(),
						"--spring.ai.openai.api-key=sk-test", "--spring.ai.openai.chat.model=gpt-test",
						"--spring.ai.openai.chat.temperature=0.7", "--spring.ai.openai.embedding.model=embed-1",
						"--spring.ai.openai.max-retries=0", "--spring.ai.model.chat=openai",
						"--spring.ai.model.embedding=openai", "--spring.ai.model.image=openai"));
		arguments.addAll(List.of(properties));
		return new SpringApplicationBuilder(application).web(type).run(arguments.toArray(String[]::new));
	}

	@Bean
	RecordedSpans recordedSpans() {
		return new RecordedSpans();
	}

	@Bean
	VectorStore vectorStore(EmbeddingModel model, ObservationRegistry registry) {
		return SimpleVectorStore.builder(model).observationRegistry(registry).build();
	}

	@Bean
	ChatController chatController(ChatClient.Builder builder, VectorStore store) {
		ChatMemory memory = MessageWindowChatMemory.builder().build();
		ChatClient client = builder.defaultTools(new Weather())
			.defaultAdvisors(MessageChatMemoryAdvisor.builder(memory).build())
			.build();
		return new ChatController(client, store);
	}

	static final class Weather {

		@Tool(description = "The weather of a city")
		String weather(String city) {
			if (city.startsWith("Atlantis")) {
				throw new IllegalStateException("No weather in " + city);
			}
			return "rain in " + city;
		}

	}

}
