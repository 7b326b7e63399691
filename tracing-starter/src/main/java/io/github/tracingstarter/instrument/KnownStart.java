package io.github.tracingstarter.instrument;

import java.util.concurrent.TimeUnit;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;

/**
 * Keeps the attributes that a span starts with, so that rules can read them before the
 * span starts.
 */
final class KnownStart implements SpanBuilder {

	private final SpanBuilder span;

	private final AttributesBuilder attributes = Attributes.builder();

	KnownStart(SpanBuilder span) {
		this.span = span;
	}

	Attributes attributes() {
		return this.attributes.build();
	}

	@Override
	public SpanBuilder setAttribute(String key, String value) {
		return setAttribute(AttributeKey.stringKey(key), value);
	}

	@Override
	public SpanBuilder setAttribute(String key, long value) {
		return setAttribute(AttributeKey.longKey(key), value);
	}

	@Override
	public SpanBuilder setAttribute(String key, double value) {
		return setAttribute(AttributeKey.doubleKey(key), value);
	}

	@Override
	public SpanBuilder setAttribute(String key, boolean value) {
		return setAttribute(AttributeKey.booleanKey(key), value);
	}

	@Override
	public <T> SpanBuilder setAttribute(AttributeKey<T> key, T value) {
		this.attributes.put(key, value);
		this.span.setAttribute(key, value);
		return this;
	}

	@Override
	public SpanBuilder setAllAttributes(Attributes all) {
		this.attributes.putAll(all);
		this.span.setAllAttributes(all);
		return this;
	}

	@Override
	public SpanBuilder addLink(SpanContext spanContext) {
		this.span.addLink(spanContext);
		return this;
	}

	@Override
	public SpanBuilder addLink(SpanContext spanContext, Attributes linkAttributes) {
		this.span.addLink(spanContext, linkAttributes);
		return this;
	}

	@Override
	public SpanBuilder setParent(Context context) {
		this.span.setParent(context);
		return this;
	}

	@Override
	public SpanBuilder setNoParent() {
		this.span.setNoParent();
		return this;
	}

	@Override
	public SpanBuilder setSpanKind(SpanKind spanKind) {
		this.span.setSpanKind(spanKind);
		return this;
	}

	@Override
	public SpanBuilder setStartTimestamp(long startTimestamp, TimeUnit unit) {
		this.span.setStartTimestamp(startTimestamp, unit);
		return this;
	}

	@Override
	public Span startSpan() {
		return this.span.startSpan();
	}

}
