package io.github.tracingstarter.redaction;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.configuration.TracingProperties;
import io.github.tracingstarter.instrument.AddedText;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.exporter.SpanFilter;

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
	UrlRedaction tracingUrlRedaction(TracingProperties properties) {
		return new UrlRedaction(properties.redactedQueryParameters());
	}

	@Bean
	AddedText tracingAddedText(UrlRedaction urls) {
		return new AttributeRedaction(urls, new MessageRedaction(urls));
	}

	@Bean
	SpanRedaction tracingSpanRedaction(UrlRedaction urls) {
		return new RedactionStage(urls);
	}

	@Bean
	SpanHooks tracingSpanHooks(ObjectProvider<SpanExportingPredicate> predicates, ObjectProvider<SpanFilter> filters) {
		return new SpanHooks(predicates, filters);
	}

	@Bean
	static SpanProcessorsPostProcessor tracingSpanProcessorsPostProcessor(ObjectProvider<SpanRedaction> redaction) {
		return new SpanProcessorsPostProcessor(redaction);
	}

}
