package io.github.tracingstarter.instrument.servlet;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerMapping;

/**
 * Finds the route of a request in what Spring MVC left in its attributes.
 */
final class MatchedRoute {

	private static final String RESOURCE_HANDLER = "org.springframework.web.servlet.resource.ResourceHttpRequestHandler";

	private MatchedRoute() {
	}

	static @Nullable String of(HttpServletRequest request) {
		Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		if (pattern == null) {
			return null;
		}
		String context = request.getContextPath();
		String servlet = servletPrefix(request);
		// Joining nothing would make a text as well, for each request.
		return (context.isEmpty() && servlet.isEmpty()) ? pattern.toString() : context + servlet + pattern;
	}

	/**
	 * The path of a servlet mapped to {@code /path/*}: patterns are relative to it.
	 */
	private static String servletPrefix(HttpServletRequest request) {
		return (request.getPathInfo() != null) ? request.getServletPath() : "";
	}

	static boolean isStaticResource(HttpServletRequest request) {
		Object handler = request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
		return handler != null && handler.getClass().getName().equals(RESOURCE_HANDLER);
	}

	/**
	 * Not by the kind of the dispatch: containers and filters also forward to error
	 * pages, and include them behind a head that is on its way.
	 */
	static boolean isErrorPage(HttpServletRequest request) {
		return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) != null;
	}

}
