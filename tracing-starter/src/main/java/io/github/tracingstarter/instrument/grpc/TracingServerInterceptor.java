package io.github.tracingstarter.instrument.grpc;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.github.tracingstarter.report.FailureLog;
import io.grpc.ForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates a span for each served call, in the trace of its caller.
 */
final class TracingServerInterceptor implements ServerInterceptor {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(TracingServerInterceptor.class),
			"A call by gRPC that is served could not be traced. The call is not affected.");

	private final TraceHeaders headers;

	private final Instrumenter<GrpcCall> instrumenter;

	TracingServerInterceptor(Spans spans) {
		this.headers = TraceHeaders.with(spans.propagation());
		this.instrumenter = Instrumenter.of(spans, "grpc", new GrpcConvention(), failures);
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		if (GrpcAttributes.isOperational(call.getMethodDescriptor().getServiceName())) {
			return next.startCall(call, headers);
		}
		GrpcCall served = GrpcCall.served(call.getMethodDescriptor().getFullMethodName(), call.getAuthority());
		Context parent = parent(call, headers);
		Span span = this.instrumenter.start(parent, served);
		if (span == null) {
			return next.startCall(call, headers);
		}
		ServedCall<Q> listener = new ServedCall<>(this.instrumenter, served, span, parent.with(span));
		Scope scope = listener.open();
		try {
			listener.listen(next.startCall(remembering(call, served), headers));
			return listener;
		}
		catch (RuntimeException | Error ex) {
			listener.end(ex);
			throw ex;
		}
		finally {
			this.instrumenter.close(scope);
		}
	}

	private Context parent(ServerCall<?, ?> call, Metadata headers) {
		try {
			SocketAddress peer = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
			return this.headers.extract(Context.root(), headers, GrpcHeaders.INSTANCE, (metadata) -> address(peer));
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
			return Context.root();
		}
	}

	private static @Nullable String address(@Nullable SocketAddress peer) {
		return (peer instanceof InetSocketAddress internet && internet.getAddress() != null)
				? internet.getAddress().getHostAddress() : null;
	}

	private static <Q, R> ServerCall<Q, R> remembering(ServerCall<Q, R> call, GrpcCall served) {
		return new ForwardingServerCall.SimpleForwardingServerCall<>(call) {

			@Override
			public void close(Status status, Metadata trailers) {
				served.closed(status);
				super.close(status, trailers);
			}

		};
	}

}
