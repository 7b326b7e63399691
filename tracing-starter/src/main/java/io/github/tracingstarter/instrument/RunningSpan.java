package io.github.tracingstarter.instrument;

import java.util.concurrent.TimeUnit;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;

/**
 * Adapts a started span to the builder on which conventions set attributes. Conventions
 * nearly always get the builder itself, so that no object is allocated for each span.
 */
final class RunningSpan implements SpanBuilder {

	private final Span span;

	RunningSpan(Span span) {
		this.span = span;
	}

	@Override
	public SpanBuilder setAttribute(String key, String value) {
		this.span.setAttribute(key, value);
		return this;
	}

	@Override
	public SpanBuilder setAttribute(String key, long value) {
		this.span.setAttribute(key, value);
		return this;
	}

	@Override
	public SpanBuilder setAttribute(String key, double value) {
		this.span.setAttribute(key, value);
		return this;
	}

	@Override
	public SpanBuilder setAttribute(String key, boolean value) {
		this.span.setAttribute(key, value);
		return this;
	}

	@Override
	public <T> SpanBuilder setAttribute(AttributeKey<T> key, T value) {
		this.span.setAttribute(key, value);
		return this;
	}

	@Override
	public SpanBuilder setAllAttributes(Attributes attributes) {
		this.span.setAllAttributes(attributes);
		return this;
	}

	@Override
	public SpanBuilder addLink(SpanContext spanContext) {
		this.span.addLink(spanContext);
		return this;
	}

	@Override
	public SpanBuilder addLink(SpanContext spanContext, Attributes attributes) {
		this.span.addLink(spanContext, attributes);
		return this;
	}

	@Override
	public SpanBuilder setParent(Context context) {
		throw started();
	}

	@Override
	public SpanBuilder setNoParent() {
		throw started();
	}

	@Override
	public SpanBuilder setSpanKind(SpanKind spanKind) {
		throw started();
	}

	@Override
	public SpanBuilder setStartTimestamp(long startTimestamp, TimeUnit unit) {
		throw started();
	}

	@Override
	public Span startSpan() {
		throw started();
	}

	private static IllegalStateException started() {
		return new IllegalStateException("The span has already started");
	}

}
