package io.github.tracingstarter.instrument.grpc;

import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * Describes the spans of calls that are not observed.
 */
final class GrpcConvention implements SpanConvention<GrpcCall> {

	@Override
	public String name(GrpcCall call) {
		return call.method();
	}

	@Override
	public SpanKind kind(GrpcCall call) {
		return call.kind();
	}

	@Override
	public void start(GrpcCall call, SpanBuilder span) {
		AttributesBuilder attributes = Attributes.builder();
		GrpcAttributes.describe(attributes, call.method(), call.authority());
		span.setAllAttributes(attributes.build());
	}

	@Override
	public void end(GrpcCall call, Span span, @Nullable Throwable error) {
		GrpcAttributes.complete(span, call.status(), call.failures(), error);
		if (error != null) {
			Spans.fail(span, error);
		}
	}

}
