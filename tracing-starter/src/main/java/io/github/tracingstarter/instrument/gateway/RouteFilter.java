package io.github.tracingstarter.instrument.gateway;

import io.github.tracingstarter.instrument.http.ForwardedRoute;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells the observation of a request which route it took.
 */
final class RouteFilter implements GlobalFilter, Ordered {

	/**
	 * Before those that answer in place of the upstream.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		Route route = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
		if (route != null) {
			ServerRequestObservationContext.findCurrent(exchange.getAttributes())
				.ifPresent((context) -> context.put(ForwardedRoute.class,
						new ForwardedRoute(route.getId(), pattern(exchange, route))));
		}
		return chain.filter(exchange);
	}

	/**
	 * The pattern that matched last may be that of a route which another predicate
	 * refused.
	 */
	private static @Nullable String pattern(ServerWebExchange exchange, Route route) {
		Object matched = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_PREDICATE_MATCHED_PATH_ROUTE_ID_ATTR);
		return route.getId().equals(matched)
				? exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_PREDICATE_MATCHED_PATH_ATTR) : null;
	}

}
