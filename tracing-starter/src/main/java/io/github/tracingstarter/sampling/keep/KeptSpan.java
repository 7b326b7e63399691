package io.github.tracingstarter.sampling.keep;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * A span of a kept trace with other data than it ended with.
 */
final class KeptSpan implements ReadableSpan {

	static final AttributeKey<String> REASON = AttributeKey.stringKey("tracing.kept");

	static final AttributeKey<Long> LEFT_OUT = AttributeKey.longKey("tracing.kept.left_out");

	private final ReadableSpan span;

	private final SpanData data;

	private final SpanContext context;

	private KeptSpan(ReadableSpan span, SpanData data, SpanContext context) {
		this.span = span;
		this.data = data;
		this.context = context;
	}

	/**
	 * The first span in this application, which says why the trace was kept. It is found
	 * by that where spans are searched, and with it the trace.
	 * @param span the span
	 * @param reason the reason
	 * @param leftOut how many spans the trace has lost
	 * @return the span with the reason
	 */
	static ReadableSpan because(ReadableSpan span, String reason, int leftOut) {
		return new KeptSpan(span, new Data(span.toSpanData(), reason, leftOut), span.getSpanContext());
	}

	/**
	 * A span for OpenTelemetry's processors, which ask the span whether it is sampled.
	 * What they export is its data, and that says what was propagated.
	 * @param span the span
	 * @param data what may be exported of it
	 * @return the span as if it were sampled
	 */
	static ReadableSpan asSampled(ReadableSpan span, SpanData data) {
		SpanContext context = span.getSpanContext();
		byte flags = (byte) (context.getTraceFlags().asByte() | TraceFlags.getSampled().asByte());
		return new KeptSpan(span, data, SpanContext.create(context.getTraceId(), context.getSpanId(),
				TraceFlags.fromByte(flags), context.getTraceState()));
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

	private static final class Data extends DelegatingSpanData {

		private final Attributes attributes;

		private final int added;

		private Data(SpanData data, String reason, int leftOut) {
			super(data);
			this.added = (leftOut > 0) ? 2 : 1;
			this.attributes = data.getAttributes()
				.toBuilder()
				.put(REASON, reason)
				.put(LEFT_OUT, (leftOut > 0) ? Long.valueOf(leftOut) : null)
				.build();
		}

		@Override
		public Attributes getAttributes() {
			return this.attributes;
		}

		@Override
		public int getTotalAttributeCount() {
			return super.getTotalAttributeCount() + this.added;
		}

	}

}
