package io.github.tracingstarter.instrument.grpc;

import java.util.Set;

import io.github.tracingstarter.instrument.ObservationMapper;
import io.grpc.Status;
import io.micrometer.core.instrument.binder.grpc.GrpcServerObservationContext;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * Describes the spans of served calls.
 */
final class GrpcServerMapper implements ObservationMapper<GrpcServerObservationContext> {

	@Override
	public Class<GrpcServerObservationContext> contextType() {
		return GrpcServerObservationContext.class;
	}

	@Override
	public boolean isNoise(GrpcServerObservationContext context) {
		return GrpcAttributes.isOperational(context.getServiceName());
	}

	/**
	 * The name of the peer in an observation is what the caller has called this server.
	 */
	@Override
	public boolean isCalled() {
		return true;
	}

	@Override
	public String name(GrpcServerObservationContext context) {
		String method = context.getFullMethodName();
		return (method != null) ? method : "grpc";
	}

	@Override
	public void describe(GrpcServerObservationContext context, AttributesBuilder attributes) {
		GrpcAttributes.describe(attributes, context.getFullMethodName(), context.getAuthority());
	}

	@Override
	public void complete(GrpcServerObservationContext context, Span span) {
		Status.Code code = context.isCancelled() ? Status.Code.CANCELLED : context.getStatusCode();
		GrpcAttributes.complete(span, code, GrpcAttributes.SERVER_FAILURES, context.getError());
	}

	@Override
	public Set<String> replacedKeys() {
		return GrpcAttributes.REPLACED_KEYS;
	}

	@Override
	public @Nullable String replacedName(GrpcServerObservationContext context) {
		return context.getFullMethodName();
	}

}
