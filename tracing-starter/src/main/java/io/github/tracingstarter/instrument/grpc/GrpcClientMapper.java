package io.github.tracingstarter.instrument.grpc;

import java.util.Set;

import io.github.tracingstarter.instrument.ObservationMapper;
import io.micrometer.core.instrument.binder.grpc.GrpcClientObservationContext;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * Describes the spans of calls to other services.
 */
final class GrpcClientMapper implements ObservationMapper<GrpcClientObservationContext> {

	@Override
	public Class<GrpcClientObservationContext> contextType() {
		return GrpcClientObservationContext.class;
	}

	@Override
	public String name(GrpcClientObservationContext context) {
		String method = context.getFullMethodName();
		return (method != null) ? method : "grpc";
	}

	@Override
	public void describe(GrpcClientObservationContext context, AttributesBuilder attributes) {
		GrpcAttributes.describe(attributes, context.getFullMethodName(), context.getAuthority());
	}

	@Override
	public void complete(GrpcClientObservationContext context, Span span) {
		GrpcAttributes.complete(span, context.getStatusCode(), GrpcAttributes.CLIENT_FAILURES, context.getError());
	}

	@Override
	public Set<String> replacedKeys() {
		return GrpcAttributes.REPLACED_KEYS;
	}

	@Override
	public @Nullable String replacedName(GrpcClientObservationContext context) {
		return context.getFullMethodName();
	}

}
