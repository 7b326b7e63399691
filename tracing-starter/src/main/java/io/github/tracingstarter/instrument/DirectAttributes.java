package io.github.tracingstarter.instrument;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Sets attributes on the span itself, so that they are not collected, sorted and copied
 * first.
 */
final class DirectAttributes implements AttributesBuilder {

	private final SpanBuilder span;

	DirectAttributes(SpanBuilder span) {
		this.span = span;
	}

	@Override
	public <T> AttributesBuilder put(AttributeKey<Long> key, int value) {
		this.span.setAttribute(key, (long) value);
		return this;
	}

	@Override
	public <T> AttributesBuilder put(AttributeKey<T> key, @Nullable T value) {
		if (value != null) {
			this.span.setAttribute(key, value);
		}
		return this;
	}

	@Override
	public AttributesBuilder putAll(Attributes attributes) {
		this.span.setAllAttributes(attributes);
		return this;
	}

	@Override
	public Attributes build() {
		throw new IllegalStateException("The attributes belong to a span");
	}

}
