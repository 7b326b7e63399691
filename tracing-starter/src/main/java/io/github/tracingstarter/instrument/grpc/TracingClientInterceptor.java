package io.github.tracingstarter.instrument.grpc;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.FailureLog;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall;
import io.grpc.ForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates a span for each call, which carries its trace.
 */
final class TracingClientInterceptor implements ClientInterceptor {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(TracingClientInterceptor.class),
			"A call by gRPC could not be traced. The call is not affected.");

	private final Spans spans;

	private final Instrumenter<GrpcCall> instrumenter;

	TracingClientInterceptor(Spans spans) {
		this.spans = spans;
		this.instrumenter = Instrumenter.of(spans, "grpc", new GrpcConvention(), failures);
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		ClientCall<Q, R> call = next.newCall(method, options);
		return new ForwardingClientCall.SimpleForwardingClientCall<>(call) {

			@Override
			public void start(Listener<R> listener, Metadata headers) {
				GrpcCall made = GrpcCall.made(method.getFullMethodName(), next.authority());
				Context parent = Context.current();
				Span span = TracingClientInterceptor.this.instrumenter.start(parent, made);
				if (span == null) {
					super.start(listener, headers);
					return;
				}
				failures.guard(
						() -> TracingClientInterceptor.this.spans.inject(parent.with(span), headers, GrpcHeaders::set));
				try {
					super.start(ending(listener, span, made), headers);
				}
				catch (RuntimeException | Error ex) {
					end(span, made, ex);
					throw ex;
				}
			}

		};
	}

	private <R> ClientCall.Listener<R> ending(ClientCall.Listener<R> listener, Span span, GrpcCall call) {
		return new ForwardingClientCallListener.SimpleForwardingClientCallListener<>(listener) {

			@Override
			public void onClose(Status status, Metadata trailers) {
				call.closed(status);
				end(span, call, null);
				super.onClose(status, trailers);
			}

		};
	}

	private void end(Span span, GrpcCall call, @Nullable Throwable error) {
		this.instrumenter.describe(span, call, error);
		this.instrumenter.end(span);
	}

}
