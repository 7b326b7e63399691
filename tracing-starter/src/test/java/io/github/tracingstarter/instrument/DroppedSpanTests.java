package io.github.tracingstarter.instrument;

import java.util.List;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what is not traced, and of what is merely not sampled.
 */
class DroppedSpanTests {

	@Test
	void theIdOfANewTraceIsRandom() {
		SpanContext dropped = Spans.dropped(Context.root()).getSpanContext();
		assertThat(dropped.isValid()).isTrue();
		assertThat(dropped.getTraceFlags().asHex()).isEqualTo("02");
	}

	@ParameterizedTest
	@CsvSource({ "00, 00", "01, 00", "02, 02", "03, 02" })
	void thatOfACallersTraceIsAsTheCallerSays(String flags, String expected) {
		SpanContext caller = SpanContext.createFromRemoteParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7",
				TraceFlags.fromHex(flags, 0), TraceState.builder().put("vendor", "1").build());
		SpanContext dropped = Spans.dropped(Context.root().with(Span.wrap(caller))).getSpanContext();
		assertThat(dropped.getTraceFlags().asHex()).isEqualTo(expected);
		assertThat(dropped.getTraceId()).isEqualTo(caller.getTraceId());
		assertThat(dropped.getTraceState()).isEqualTo(caller.getTraceState());
	}

	@Test
	void whatIsRecordedAndNotSampledIsNotDropped() {
		try (SdkTracerProvider provider = SdkTracerProvider.builder().setSampler(new RecordOnly()).build()) {
			Span span = provider.get("test").spanBuilder("any").startSpan();
			Context context = Context.root().with(span);
			assertThat(span.getSpanContext().isSampled()).isFalse();
			assertThat(Spans.isSampled(context)).isTrue();
			assertThat(Spans.isDropped(context)).isFalse();
			span.end();
			assertThat(Spans.isDropped(context)).as("what follows may be recorded").isFalse();
			Context dropped = Context.root().with(Spans.dropped(context));
			assertThat(Spans.isSampled(dropped)).isFalse();
			assertThat(Spans.isDropped(dropped)).isTrue();
		}
	}

	private static final class RecordOnly implements Sampler {

		@Override
		public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
				Attributes attributes, List<LinkData> parentLinks) {
			return SamplingResult.recordOnly();
		}

		@Override
		public String getDescription() {
			return "records only";
		}

	}

}
