package io.github.tracingstarter.instrument.grpc;

import java.util.Set;

import io.grpc.Status;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * A call that this application makes or serves.
 */
final class GrpcCall {

	private final SpanKind kind;

	private final String method;

	private final @Nullable String authority;

	private final Set<Status.Code> failures;

	private volatile Status.@Nullable Code status;

	private GrpcCall(SpanKind kind, String method, @Nullable String authority, Set<Status.Code> failures) {
		this.kind = kind;
		this.method = method;
		this.authority = authority;
		this.failures = failures;
	}

	static GrpcCall made(String method, @Nullable String authority) {
		return new GrpcCall(SpanKind.CLIENT, method, authority, GrpcAttributes.CLIENT_FAILURES);
	}

	static GrpcCall served(String method, @Nullable String authority) {
		return new GrpcCall(SpanKind.SERVER, method, authority, GrpcAttributes.SERVER_FAILURES);
	}

	SpanKind kind() {
		return this.kind;
	}

	String method() {
		return this.method;
	}

	@Nullable String authority() {
		return this.authority;
	}

	/**
	 * Returns the statuses that are an error of this side.
	 */
	Set<Status.Code> failures() {
		return this.failures;
	}

	Status.@Nullable Code status() {
		return this.status;
	}

	void closed(Status status) {
		this.status = status.getCode();
	}

}
