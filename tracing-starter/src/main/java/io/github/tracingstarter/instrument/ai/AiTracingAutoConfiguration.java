package io.github.tracingstarter.instrument.ai;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import org.springframework.ai.chat.client.observation.ChatClientObservationContext;
import org.springframework.ai.model.observation.ModelObservationContext;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration of the spans of Spring AI.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(ModelObservationContext.class)
@EnableConfigurationProperties(AiProperties.class)
@Import(OpenAiConfiguration.class)
@Instrumentation(id = "ai", name = "Spring AI", description = "Calls of models, tools and vector stores by Spring AI.",
		type = "org.springframework.ai.model.observation.ModelObservationContext", library = "spring-ai-model",
		nothing = "no model has been called so far")
public final class AiTracingAutoConfiguration {

	@Bean
	Content tracingAiContent(AiProperties properties, AttributeRedaction redaction, TracingReport report) {
		if (properties.enabled()) {
			report.traced("Spring AI", properties.content() ? "models, with content" : "models");
		}
		return new Content(properties, redaction);
	}

	@Bean
	ChatModelMapper tracingChatModelMapper(Content content) {
		return new ChatModelMapper(content);
	}

	@Bean
	EmbeddingMapper tracingEmbeddingMapper(Content content) {
		return new EmbeddingMapper(content);
	}

	@Bean
	ImageMapper tracingImageMapper(Content content) {
		return new ImageMapper(content);
	}

	@Bean
	ToolMapper tracingToolMapper(Content content) {
		return new ToolMapper(content);
	}

	@Bean
	@ConditionalOnTracing("ai")
	static ToolFailurePostProcessor toolFailureTracingPostProcessor() {
		return new ToolFailurePostProcessor();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ChatClientObservationContext.class)
	static class ChatClientConfiguration {

		@Bean
		ChatClientMapper tracingChatClientMapper(Content content) {
			return new ChatClientMapper(content);
		}

		@Bean
		AdvisorMapper tracingAdvisorMapper(Content content, AiProperties properties) {
			return new AdvisorMapper(content, properties.advisors());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(VectorStoreObservationContext.class)
	static class VectorStoreConfiguration {

		@Bean
		VectorStoreMapper tracingVectorStoreMapper(Content content) {
			return new VectorStoreMapper(content);
		}

	}

}
