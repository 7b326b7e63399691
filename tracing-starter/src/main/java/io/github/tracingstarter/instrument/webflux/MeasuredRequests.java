package io.github.tracingstarter.instrument.webflux;

import io.github.tracingstarter.instrument.http.HttpMethods;
import io.github.tracingstarter.instrument.http.ProtocolVersion;
import io.github.tracingstarter.measurement.RequestListeners;
import io.github.tracingstarter.measurement.ServedRequest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * Notifies listeners of each request to a WebFlux application by means of its
 * observation, which exists whether or not the request has a recorded span.
 */
final class MeasuredRequests implements ObservationHandler<ServerRequestObservationContext> {

	private final RequestListeners listeners;

	private final ServerMapper mapper;

	MeasuredRequests(RequestListeners listeners, ServerMapper mapper) {
		this.listeners = listeners;
		this.mapper = mapper;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof ServerRequestObservationContext;
	}

	@Override
	public void onStart(ServerRequestObservationContext context) {
		context.put(MeasuredRequest.class, new MeasuredRequest(context, this.mapper));
	}

	@Override
	public void onStop(ServerRequestObservationContext context) {
		MeasuredRequest request = context.get(MeasuredRequest.class);
		if (request != null) {
			request.nanos = System.nanoTime() - request.started;
			this.listeners.ended(request);
		}
	}

	private static final class MeasuredRequest implements ServedRequest {

		private final long started = System.nanoTime();

		private final ServerRequestObservationContext context;

		private final ServerMapper mapper;

		private long nanos;

		MeasuredRequest(ServerRequestObservationContext context, ServerMapper mapper) {
			this.context = context;
			this.mapper = mapper;
		}

		@Override
		public String method() {
			return HttpMethods.known(ServerMapper.method(this.context));
		}

		@Override
		public @Nullable String route() {
			return ServerMapper.route(this.context);
		}

		@Override
		public @Nullable String scheme() {
			ServerHttpRequest request = this.context.getCarrier();
			return (request != null) ? request.getURI().getScheme() : null;
		}

		@Override
		public @Nullable String protocolVersion() {
			ServerHttpRequest request = this.context.getCarrier();
			String protocol = (request != null) ? NativeRequests.protocol(request) : null;
			return (protocol != null) ? ProtocolVersion.of(protocol) : null;
		}

		@Override
		public int status() {
			return ServerMapper.status(this.context);
		}

		@Override
		public @Nullable String errorType() {
			return ServerMapper.errorType(this.context);
		}

		@Override
		public long nanos() {
			return this.nanos;
		}

		@Override
		public Context trace() {
			TracingContext tracing = this.context.get(TracingContext.class);
			Span span = (tracing != null) ? tracing.getSpan() : null;
			return (span instanceof OtelSpan) ? Context.root().with(OtelSpan.toOtel(span)) : Context.root();
		}

		@Override
		public boolean isExcluded() {
			return this.mapper.isExcluded(this.context);
		}

	}

}
