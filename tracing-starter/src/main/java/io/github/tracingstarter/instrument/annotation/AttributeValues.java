package io.github.tracingstarter.instrument.annotation;

import java.util.List;

import io.github.tracingstarter.instrument.annotation.AnnotatedSpan.Attribute;
import io.micrometer.common.annotation.NoOpValueResolver;
import io.micrometer.common.annotation.ValueExpressionResolver;
import io.micrometer.common.annotation.ValueResolver;
import io.micrometer.tracing.annotation.SpanTag;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Sets the attributes that come from the parameters of a method.
 */
final class AttributeValues {

	private final ObjectProvider<ValueResolver> resolvers;

	private final ObjectProvider<ValueExpressionResolver> expressions;

	AttributeValues(ObjectProvider<ValueResolver> resolvers, ObjectProvider<ValueExpressionResolver> expressions) {
		this.resolvers = resolvers;
		this.expressions = expressions;
	}

	void put(Span span, Attribute attribute, @Nullable Object argument) {
		SpanTag tag = attribute.tag();
		if (tag != null) {
			span.setAttribute(attribute.key(), text(tag, argument));
		}
		else if (argument instanceof Boolean value) {
			span.setAttribute(attribute.key(), value);
		}
		else if (argument instanceof Double || argument instanceof Float) {
			span.setAttribute(attribute.key(), ((Number) argument).doubleValue());
		}
		else if (argument instanceof Long || argument instanceof Integer || argument instanceof Short
				|| argument instanceof Byte) {
			span.setAttribute(attribute.key(), ((Number) argument).longValue());
		}
		else if (argument instanceof String[] values) {
			span.setAttribute(AttributeKey.stringArrayKey(attribute.key()), List.of(values));
		}
		else if (argument != null) {
			span.setAttribute(attribute.key(), argument.toString());
		}
	}

	/**
	 * Returns a value as text, as Micrometer does. A missing value is empty.
	 */
	private String text(SpanTag tag, @Nullable Object argument) {
		String value = null;
		if (tag.resolver() != NoOpValueResolver.class) {
			ValueResolver resolver = this.resolvers.stream()
				.filter(tag.resolver()::isInstance)
				.findFirst()
				.orElse(null);
			value = (resolver != null) ? resolver.resolve(argument) : null;
		}
		else if (!tag.expression().isBlank()) {
			ValueExpressionResolver expression = this.expressions.getIfAvailable();
			value = (expression != null) ? expression.resolve(tag.expression(), argument) : null;
		}
		else if (argument != null) {
			value = argument.toString();
		}
		return (value != null) ? value : "";
	}

}
