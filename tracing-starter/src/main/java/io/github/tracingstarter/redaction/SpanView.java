package io.github.tracingstarter.redaction;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * An ended span with data that differs from that with which it ended.
 */
public final class SpanView implements ReadableSpan {

	private final ReadableSpan span;

	private final SpanData data;

	private final SpanContext context;

	/**
	 * Creates the view.
	 * @param span the span
	 * @param data its data, with the context that was propagated
	 * @param context the context of the span itself, which OpenTelemetry's processors
	 * check
	 */
	public SpanView(ReadableSpan span, SpanData data, SpanContext context) {
		this.span = span;
		this.data = data;
		this.context = context;
	}

	@Override
	public SpanData toSpanData() {
		return this.data;
	}

	@Override
	public String getName() {
		return this.data.getName();
	}

	@Override
	public <T> @Nullable T getAttribute(AttributeKey<T> key) {
		return this.data.getAttributes().get(key);
	}

	@Override
	public Attributes getAttributes() {
		return this.data.getAttributes();
	}

	@Override
	public SpanContext getSpanContext() {
		return this.context;
	}

	@Override
	public SpanContext getParentSpanContext() {
		return this.span.getParentSpanContext();
	}

	@Override
	@Deprecated
	public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
		return this.span.getInstrumentationLibraryInfo();
	}

	@Override
	public InstrumentationScopeInfo getInstrumentationScopeInfo() {
		return this.span.getInstrumentationScopeInfo();
	}

	@Override
	public boolean hasEnded() {
		return true;
	}

	@Override
	public long getLatencyNanos() {
		return this.span.getLatencyNanos();
	}

	@Override
	public SpanKind getKind() {
		return this.span.getKind();
	}

}
