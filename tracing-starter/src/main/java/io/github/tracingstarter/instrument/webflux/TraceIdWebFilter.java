package io.github.tracingstarter.instrument.webflux;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Sends the trace id to the caller in a header, unless the application has set that
 * header by the time the response is committed.
 */
class TraceIdWebFilter implements WebFilter, Ordered {

	private final String header;

	TraceIdWebFilter(String header) {
		this.header = header;
	}

	/**
	 * Runs first, so that the responses of other filters have the header as well.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		exchange.getResponse().beforeCommit(() -> {
			HttpHeaders headers = exchange.getResponse().getHeaders();
			String traceId = traceId(exchange);
			if (traceId != null && !headers.containsHeader(this.header)) {
				headers.set(this.header, traceId);
			}
			return Mono.empty();
		});
		return chain.filter(exchange);
	}

	/**
	 * Returns the trace id of a request. It may be called outside the scope of the
	 * request's span.
	 */
	static @Nullable String traceId(ServerWebExchange exchange) {
		Span span = ServerRequestObservationContext.findCurrent(exchange.getAttributes())
			.map((context) -> (TracingContext) context.get(TracingContext.class))
			.map(TracingContext::getSpan)
			.orElse(null);
		return (span != null && !span.context().traceId().isEmpty()) ? span.context().traceId() : null;
	}

}
