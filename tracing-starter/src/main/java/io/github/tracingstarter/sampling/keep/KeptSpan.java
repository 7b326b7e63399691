package io.github.tracingstarter.sampling.keep;

import io.github.tracingstarter.redaction.SpanView;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * Views of the spans of a kept trace.
 */
final class KeptSpan {

	static final AttributeKey<String> REASON = AttributeKey.stringKey("tracing.kept");

	static final AttributeKey<Long> LEFT_OUT = AttributeKey.longKey("tracing.kept.left_out");

	private KeptSpan() {
	}

	/**
	 * Returns the first span in this application with the reason why the trace was kept,
	 * by which the span, and so the trace, can be found in a search.
	 * @param span the span
	 * @param reason the reason
	 * @param leftOut how many spans the trace has lost
	 * @return the span with the reason
	 */
	static ReadableSpan because(ReadableSpan span, String reason, int leftOut) {
		return new SpanView(span, new Data(span.toSpanData(), reason, leftOut), span.getSpanContext());
	}

	/**
	 * Returns a span for OpenTelemetry's processors, which check whether the span is
	 * sampled. They export its data, which has the flag that was propagated.
	 * @param span the span
	 * @param data the data that may be exported
	 * @return the span as if it were sampled
	 */
	static ReadableSpan asSampled(ReadableSpan span, SpanData data) {
		SpanContext context = span.getSpanContext();
		byte flags = (byte) (context.getTraceFlags().asByte() | TraceFlags.getSampled().asByte());
		return new SpanView(span, data, SpanContext.create(context.getTraceId(), context.getSpanId(),
				TraceFlags.fromByte(flags), context.getTraceState()));
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
