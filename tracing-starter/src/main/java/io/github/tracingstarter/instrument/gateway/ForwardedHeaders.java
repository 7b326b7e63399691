package io.github.tracingstarter.instrument.gateway;

import java.net.URI;

import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.micrometer.observation.Observation;
import io.opentelemetry.context.Scope;

import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.cloud.gateway.filter.headers.observation.GatewayContext;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * Writes the trace to the headers of a request that is about to be sent, replacing the
 * trace that its sender wrote.
 */
final class ForwardedHeaders implements HttpHeadersFilter, Ordered {

	private final AdoptingObservationHandler<GatewayContext> observations;

	ForwardedHeaders(AdoptingObservationHandler<GatewayContext> observations) {
		this.observations = observations;
	}

	/**
	 * Runs after the filters that remove headers, and after the gateway's observation has
	 * begun.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
		ForwardingAttempt attempt = ForwardingAttempt.of(exchange);
		URI uri = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR);
		if (attempt == null || uri == null) {
			return input;
		}
		HttpHeaders headers = new HttpHeaders();
		headers.putAll(input);
		HttpCallSpans.Started call = attempt.send(new ForwardedCall(exchange, uri, headers));
		Observation observation = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_OBSERVATION_ATTR);
		if (observation != null) {
			Scope scope = call.open();
			this.observations.adopt(observation);
			scope.close();
		}
		return headers;
	}

}
