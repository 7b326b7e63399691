package io.github.tracingstarter.instrument;

import java.util.concurrent.TimeUnit;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of a span that is not created. Spans within it and called services use
 * its parent as their parent. It is not the parent itself, because the holder of a span
 * describes and ends it.
 */
final class PassedSpan implements Span {

	private final Span parent;

	PassedSpan(Span parent) {
		this.parent = (parent instanceof PassedSpan passed) ? passed.parent : parent;
	}

	/**
	 * Returns the span that another span represents.
	 * @param span a span
	 * @return its parent if it was not created, or else the span itself
	 */
	static Span real(Span span) {
		return (span instanceof PassedSpan passed) ? passed.parent : span;
	}

	@Override
	public SpanContext getSpanContext() {
		return this.parent.getSpanContext();
	}

	@Override
	public boolean isRecording() {
		return false;
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

}
