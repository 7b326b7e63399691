package io.github.tracingstarter.instrument.elasticsearch;

import java.util.concurrent.TimeUnit;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The builder that the client gets. It ignores attributes, because the tracer sets those
 * that are known at the start.
 */
final class RequestSpanBuilder implements SpanBuilder {

	private final ElasticsearchTracer tracer;

	private final String endpoint;

	private @Nullable Context parent;

	RequestSpanBuilder(ElasticsearchTracer tracer, String endpoint) {
		this.tracer = tracer;
		this.endpoint = endpoint;
	}

	@Override
	public SpanBuilder setParent(Context context) {
		this.parent = context;
		return this;
	}

	@Override
	public SpanBuilder setNoParent() {
		this.parent = Context.root();
		return this;
	}

	@Override
	public SpanBuilder addLink(SpanContext spanContext) {
		return this;
	}

	@Override
	public SpanBuilder addLink(SpanContext spanContext, Attributes attributes) {
		return this;
	}

	@Override
	public SpanBuilder setAttribute(String key, String value) {
		return this;
	}

	@Override
	public SpanBuilder setAttribute(String key, long value) {
		return this;
	}

	@Override
	public SpanBuilder setAttribute(String key, double value) {
		return this;
	}

	@Override
	public SpanBuilder setAttribute(String key, boolean value) {
		return this;
	}

	@Override
	public <T> SpanBuilder setAttribute(AttributeKey<T> key, T value) {
		return this;
	}

	@Override
	public SpanBuilder setSpanKind(SpanKind spanKind) {
		return this;
	}

	@Override
	public SpanBuilder setStartTimestamp(long startTimestamp, TimeUnit unit) {
		return this;
	}

	@Override
	public Span startSpan() {
		return this.tracer.start(this.endpoint, (this.parent != null) ? this.parent : Context.current());
	}

}
