package io.github.tracingstarter.redaction;

import io.github.tracingstarter.core.ConditionalOnTracing;
import io.github.tracingstarter.core.SpanRedaction;
import io.github.tracingstarter.core.TracingAutoConfiguration;
import io.github.tracingstarter.core.UrlRedaction;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what may leave of a span.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
public final class RedactionAutoConfiguration {

	@Bean
	SpanRedaction tracingSpanRedaction(UrlRedaction urls) {
		return new RedactionStage(urls);
	}

	@Bean
	static SpanProcessorsPostProcessor tracingSpanProcessorsPostProcessor(ObjectProvider<SpanRedaction> redaction) {
		return new SpanProcessorsPostProcessor(redaction);
	}

}
