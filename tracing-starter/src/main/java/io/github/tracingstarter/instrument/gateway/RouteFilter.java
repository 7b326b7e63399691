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
 * Adds the route of a request to its observation.
 */
final class RouteFilter implements GlobalFilter, Ordered {

	/**
	 * Runs before filters that respond instead of the upstream.
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
	 * Returns the pattern of the route. The pattern that matched last may be that of a
	 * route that another predicate rejected.
	 */
	private static @Nullable String pattern(ServerWebExchange exchange, Route route) {
		Object matched = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_PREDICATE_MATCHED_PATH_ROUTE_ID_ATTR);
		return route.getId().equals(matched)
				? exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_PREDICATE_MATCHED_PATH_ATTR) : null;
	}

}
