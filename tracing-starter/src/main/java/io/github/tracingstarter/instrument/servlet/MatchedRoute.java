package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.instrument.http.ForwardedRoute;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerMapping;

/**
 * Finds the route of a request in the attributes that Spring MVC has set.
 */
final class MatchedRoute {

	private static final String RESOURCE_HANDLER = "org.springframework.web.servlet.resource.ResourceHttpRequestHandler";

	/**
	 * Where Spring Cloud Gateway has the id of a route.
	 */
	private static final String GATEWAY_ROUTE_ID = "GatewayServerMvc.gatewayRouteId";

	private MatchedRoute() {
	}

	static @Nullable String of(HttpServletRequest request) {
		Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		if (pattern == null) {
			return null;
		}
		String context = request.getContextPath();
		String servlet = servletPrefix(request);
		// Even concatenating empty strings would create a string for each request.
		return (context.isEmpty() && servlet.isEmpty()) ? pattern.toString() : context + servlet + pattern;
	}

	/**
	 * Returns the path of a servlet mapped to {@code /path/*}, to which patterns are
	 * relative.
	 */
	private static String servletPrefix(HttpServletRequest request) {
		return (request.getPathInfo() != null) ? request.getServletPath() : "";
	}

	/**
	 * Returns the route of a request that Spring Cloud Gateway forwards, or null.
	 */
	static @Nullable ForwardedRoute forwarded(HttpServletRequest request, @Nullable String pattern) {
		return (ForwardedRoute.ON_SERVLETS && request.getAttribute(GATEWAY_ROUTE_ID) instanceof String id)
				? new ForwardedRoute(id, pattern) : null;
	}

	static boolean isStaticResource(HttpServletRequest request) {
		Object handler = request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
		return handler != null && handler.getClass().getName().equals(RESOURCE_HANDLER);
	}

	/**
	 * Returns whether a request is for the error page. The dispatcher type does not show
	 * this, because containers and filters also forward to error pages, and include them
	 * if the head of the response has already been sent.
	 */
	static boolean isErrorPage(HttpServletRequest request) {
		return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) != null;
	}

}
