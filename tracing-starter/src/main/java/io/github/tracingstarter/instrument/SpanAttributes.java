package io.github.tracingstarter.instrument;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;

/**
 * Takes the attributes of a span that runs, or of one to be started.
 */
public abstract sealed class SpanAttributes {

	private SpanAttributes() {
	}

	static SpanAttributes of(SpanBuilder builder) {
		return new OfBuilder(builder);
	}

	static SpanAttributes of(Span span) {
		return new OfSpan(span);
	}

	/**
	 * Sets an attribute.
	 * @param <T> the type of the value
	 * @param key the key
	 * @param value the value
	 */
	public abstract <T> void put(AttributeKey<T> key, T value);

	/**
	 * Sets attributes.
	 * @param attributes the attributes
	 */
	public abstract void putAll(Attributes attributes);

	private static final class OfBuilder extends SpanAttributes {

		private final SpanBuilder builder;

		OfBuilder(SpanBuilder builder) {
			this.builder = builder;
		}

		@Override
		public <T> void put(AttributeKey<T> key, T value) {
			this.builder.setAttribute(key, value);
		}

		@Override
		public void putAll(Attributes attributes) {
			this.builder.setAllAttributes(attributes);
		}

	}

	private static final class OfSpan extends SpanAttributes {

		private final Span span;

		OfSpan(Span span) {
			this.span = span;
		}

		@Override
		public <T> void put(AttributeKey<T> key, T value) {
			this.span.setAttribute(key, value);
		}

		@Override
		public void putAll(Attributes attributes) {
			this.span.setAllAttributes(attributes);
		}

	}

}
