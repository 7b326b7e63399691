package io.github.tracingstarter.instrument.grpc;

import java.util.EnumSet;
import java.util.Set;

import io.github.tracingstarter.instrument.Spans;
import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.semconv.ServerAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of calls, which are not among the stable attributes in the library.
 */
final class GrpcAttributes {

	/**
	 * The keys of Micrometer's conventions.
	 */
	static final Set<String> REPLACED_KEYS = Set.of("rpc.service", "rpc.method", "rpc.type", "rpc.error_code",
			"grpc.status_code", "net.peer.name", "net.peer.port");

	/**
	 * The statuses that are an error of a call to another service.
	 */
	static final Set<Status.Code> CLIENT_FAILURES = EnumSet.complementOf(EnumSet.of(Status.Code.OK));

	/**
	 * The statuses that are an error of a served call. Others are the fault of the
	 * caller.
	 */
	static final Set<Status.Code> SERVER_FAILURES = EnumSet.of(Status.Code.UNKNOWN, Status.Code.DEADLINE_EXCEEDED,
			Status.Code.UNIMPLEMENTED, Status.Code.INTERNAL, Status.Code.UNAVAILABLE, Status.Code.DATA_LOSS);

	private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("rpc.system.name");

	private static final AttributeKey<String> METHOD = AttributeKey.stringKey("rpc.method");

	private static final AttributeKey<String> STATUS = AttributeKey.stringKey("rpc.response.status_code");

	private static final Set<String> OPERATIONAL = Set.of("grpc.health.v1.Health",
			"grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection");

	private GrpcAttributes() {
	}

	/**
	 * Returns whether a service is one that load balancers and tools call all the time.
	 */
	static boolean isOperational(@Nullable String service) {
		return service != null && OPERATIONAL.contains(service);
	}

	static void describe(AttributesBuilder attributes, @Nullable String method, @Nullable String authority) {
		attributes.put(SYSTEM, "grpc");
		if (method != null) {
			attributes.put(METHOD, method);
		}
		if (authority == null) {
			return;
		}
		int colon = authority.lastIndexOf(':');
		boolean hasPort = colon > 0 && colon > authority.lastIndexOf(']');
		String address = hasPort ? authority.substring(0, colon) : authority;
		attributes.put(ServerAttributes.SERVER_ADDRESS, address);
		try {
			if (hasPort) {
				attributes.put(ServerAttributes.SERVER_PORT, Long.parseLong(authority.substring(colon + 1)));
			}
		}
		catch (NumberFormatException ex) {
			// The text after the colon is not a port.
		}
	}

	/**
	 * Describes the outcome.
	 * @param span the span
	 * @param code the status, or null if the call was aborted
	 * @param failures the statuses that are an error of this side
	 * @param error the exception, which is already recorded on the span
	 */
	static void complete(Span span, Status.@Nullable Code code, Set<Status.Code> failures, @Nullable Throwable error) {
		if (code == null) {
			return;
		}
		span.setAttribute(STATUS, code.name());
		if (error == null && failures.contains(code)) {
			Spans.fail(span, code.name());
		}
	}

}
