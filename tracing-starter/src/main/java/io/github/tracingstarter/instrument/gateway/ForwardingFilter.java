package io.github.tracingstarter.instrument.gateway;

import io.github.tracingstarter.instrument.ObservedTrace;
import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.context.Context;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;

/**
 * Ends the span of each attempt to forward a request, however it ends. The gateway's own
 * observation does not detect that an attempt is repeated, canceled or a WebSocket.
 */
final class ForwardingFilter implements GlobalFilter, Ordered {

	private final HttpCallSpans spans;

	ForwardingFilter(HttpCallSpans spans) {
		this.spans = spans;
	}

	/**
	 * Runs just before the filters that send requests, which are the last two. Filters
	 * that repeat an attempt come earlier.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 2;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		return Mono.deferContextual((context) -> {
			ForwardingAttempt attempt = ForwardingAttempt.begin(exchange, this.spans, trace(context));
			return chain.filter(exchange)
				.doOnSuccess((nothing) -> attempt.answered())
				.doOnError(attempt::failed)
				.doOnCancel(attempt::cancelled);
		});
	}

	private static Context trace(ContextView context) {
		Object observation = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
		Context trace = (observation instanceof Observation current) ? ObservedTrace.of(current) : null;
		return (trace != null) ? trace : Context.current();
	}

}
