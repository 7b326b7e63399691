package io.github.tracingstarter.redaction;

import io.github.tracingstarter.ValueRedaction;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.configuration.TracingProperties;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.exporter.SpanFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the redaction of spans.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
public final class RedactionAutoConfiguration {

	@Bean
	UrlRedaction tracingUrlRedaction(TracingProperties properties) {
		return new UrlRedaction(properties.redactedQueryParameters());
	}

	@Bean
	@ConditionalOnMissingBean
	ValueRedaction tracingValueRedaction(UrlRedaction urls) {
		return new StandardValueRedaction(urls);
	}

	@Bean
	AttributeRedaction tracingAttributeRedaction(UrlRedaction urls, ValueRedaction values) {
		return new AttributeRedaction(values, new MessageRedaction(urls));
	}

	@Bean
	SpanHooks tracingSpanHooks(ObjectProvider<SpanExportingPredicate> predicates, ObjectProvider<SpanFilter> filters) {
		return new SpanHooks(predicates, filters);
	}

	@Bean
	SpanRedaction tracingSpanRedaction(UrlRedaction urls, ValueRedaction values) {
		return new RedactionStage(urls, values);
	}

	@Bean
	static SpanProcessorsPostProcessor tracingSpanProcessorsPostProcessor(ObjectProvider<SpanRedaction> redaction) {
		return new SpanProcessorsPostProcessor(redaction);
	}

}
