package io.github.tracingstarter.instrument.webflux;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.ExcludedRequests;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * Makes the spans of requests to a WebFlux application from Spring's observation, as
 * Boot's handler does, but for two things: an exception that was turned into a response
 * for the client is not an error, and excluded requests are not traced. Their metrics
 * stay.
 */
class ReactiveServerHandler extends PropagatingReceiverTracingObservationHandler<ServerRequestObservationContext>
		implements Ordered {

	private final ExcludedRequests excluded;

	ReactiveServerHandler(Tracer tracer, Propagator propagator, ExcludedRequests excluded) {
		super(tracer, propagator);
		this.excluded = excluded;
	}

	@Override
	public boolean supportsContext(io.micrometer.observation.Observation.Context context) {
		return context instanceof ServerRequestObservationContext;
	}

	/**
	 * Before Boot's handlers (1000 and 2000).
	 */
	@Override
	public int getOrder() {
		return 0;
	}

	@Override
	public void onStart(ServerRequestObservationContext context) {
		if (isExcluded(context.getCarrier())) {
			getTracingContext(context).setSpan(OtelSpan.fromOtel(Spans.dropped(Context.root())));
		}
		else {
			super.onStart(context);
		}
	}

	private boolean isExcluded(@Nullable ServerHttpRequest request) {
		if (request == null) {
			return false;
		}
		RequestPath path = request.getPath();
		return this.excluded.contain(request.getMethod().name(), path.value(), path.contextPath().value());
	}

	/**
	 * Whether it is an error is known when the response is.
	 */
	@Override
	public void onError(ServerRequestObservationContext context) {
	}

	@Override
	public void customizeReceiverSpan(ServerRequestObservationContext context, Span span) {
		Throwable error = context.getError();
		if (error != null && !isAnsweredForClient(context.getResponse())) {
			span.error(error);
		}
	}

	private static boolean isAnsweredForClient(@Nullable ServerHttpResponse response) {
		HttpStatusCode status = (response != null) ? response.getStatusCode() : null;
		return status != null && status.is4xxClientError();
	}

}
