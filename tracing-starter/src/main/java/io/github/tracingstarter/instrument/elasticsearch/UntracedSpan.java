package io.github.tracingstarter.instrument.elasticsearch;

import java.util.concurrent.TimeUnit;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The span that the client gets for a request that is not traced. If it is made current,
 * the enclosing span remains current. {@code Span.getInvalid()} would hide that span.
 */
final class UntracedSpan implements Span {

	static final UntracedSpan INSTANCE = new UntracedSpan();

	private UntracedSpan() {
	}

	@Override
	public Context storeInContext(Context context) {
		return context;
	}

	@Override
	public <T> Span setAttribute(AttributeKey<T> key, @Nullable T value) {
		return this;
	}

	@Override
	public Span addEvent(String name, Attributes attributes) {
		return this;
	}

	@Override
	public Span addEvent(String name, Attributes attributes, long timestamp, TimeUnit unit) {
		return this;
	}

	@Override
	public Span setStatus(StatusCode statusCode, String description) {
		return this;
	}

	@Override
	public Span recordException(Throwable exception, Attributes additionalAttributes) {
		return this;
	}

	@Override
	public Span updateName(String name) {
		return this;
	}

	@Override
	public void end() {
	}

	@Override
	public void end(long timestamp, TimeUnit unit) {
	}

	@Override
	public SpanContext getSpanContext() {
		return SpanContext.getInvalid();
	}

	@Override
	public boolean isRecording() {
		return false;
	}

}
