package io.github.tracingstarter.redaction;

import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.ValueRedaction;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.configuration.TracingProperties;
import io.github.tracingstarter.sampling.rules.Rules;
import io.github.tracingstarter.sampling.rules.RulesAutoConfiguration;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.exporter.SpanFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the redaction of spans.
 */
@AutoConfiguration(after = { TracingAutoConfiguration.class, RulesAutoConfiguration.class })
@ConditionalOnTracing
@EnableConfigurationProperties(RedactionProperties.class)
public final class RedactionAutoConfiguration {

	@Bean
	UrlRedaction tracingUrlRedaction(TracingProperties properties) {
		return new UrlRedaction(properties.redactedQueryParameters());
	}

	@Bean
	TextRedaction tracingTextRedaction(RedactionProperties properties) {
		List<UserExpression> expressions = new ArrayList<>();
		for (String expression : properties.expressions()) {
			expressions.add(UserExpression.of(expressions.size(), expression));
		}
		return new TextRedaction(properties.patterns(), List.copyOf(expressions));
	}

	@Bean
	LiveProperty tracingRedactedPatterns(TextRedaction texts) {
		return new RedactedPatterns(texts);
	}

	@Bean
	MessageRedaction tracingMessageRedaction(UrlRedaction urls, TextRedaction texts) {
		return new MessageRedaction(urls, texts);
	}

	@Bean
	@ConditionalOnMissingBean
	ValueRedaction tracingValueRedaction(UrlRedaction urls, MessageRedaction messages) {
		return new StandardValueRedaction(urls, messages);
	}

	@Bean
	AttributeRedaction tracingAttributeRedaction(ValueRedaction values, MessageRedaction messages,
			TextRedaction texts) {
		return new AttributeRedaction(values, messages, texts);
	}

	@Bean
	ReceivedRedaction tracingReceivedRedaction(MessageRedaction messages, AttributeRedaction attributes) {
		return new ReceivedRedaction(messages, attributes);
	}

	@Bean
	LogRedaction tracingLogRedaction(MessageRedaction messages, AttributeRedaction attributes) {
		return new LogRedaction(messages, attributes);
	}

	@Bean
	SpanHooks tracingSpanHooks(ObjectProvider<SpanExportingPredicate> predicates, ObjectProvider<SpanFilter> filters) {
		return new SpanHooks(predicates, filters);
	}

	@Bean
	SpanRedaction tracingSpanRedaction(ValueRedaction values, MessageRedaction messages, AttributeRedaction attributes,
			TextRedaction texts, ObjectProvider<Rules> rules) {
		return new RedactionStage(values, messages, attributes, texts, rules.getIfAvailable(Rules::none));
	}

	@Bean
	static SpanProcessorsPostProcessor tracingSpanProcessorsPostProcessor(ObjectProvider<SpanRedaction> redaction) {
		return new SpanProcessorsPostProcessor(redaction);
	}

}
