package io.github.tracingstarter.instrument.ai;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of Spring AI.
 *
 * @param enabled Whether to trace calls of models, tools and vector stores by Spring AI.
 * If false, their observations create no spans.
 * @param content Whether spans have the prompts and responses of models, with the
 * arguments and results of tools. Such texts may contain personal data.
 * @param contentLength Maximum number of characters of such texts in an attribute.
 * @param advisors Whether the advisors of a chat client have their own spans.
 */
@ConfigurationProperties("tracing.ai")
record AiProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean content,
		@DefaultValue("8192") int contentLength, @DefaultValue("false") boolean advisors) {

	AiProperties {
		if (contentLength < 1) {
			throw new InvalidTracingPropertyException("tracing.ai.content-length", contentLength, "it is not positive",
					"Use a number of characters, such as 8192, or tracing.ai.content=false for none.");
		}
	}

}
