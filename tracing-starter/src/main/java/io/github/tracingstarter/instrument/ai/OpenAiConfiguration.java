package io.github.tracingstarter.instrument.ai;

import com.openai.client.OpenAIClientAsync;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.Spans;
import org.springframework.ai.openai.OpenAiChatModel;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for streams of the OpenAI client.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnTracing("ai")
@ConditionalOnClass({ OpenAiChatModel.class, OpenAIClientAsync.class })
class OpenAiConfiguration {

	@Bean
	static OpenAiPostProcessor openAiTracingPostProcessor(ObjectProvider<Spans> spans) {
		return new OpenAiPostProcessor(new OpenAiCalls(spans));
	}

}
