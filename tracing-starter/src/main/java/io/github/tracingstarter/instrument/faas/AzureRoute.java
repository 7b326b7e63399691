package io.github.tracingstarter.instrument.faas;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The route of a function that is called by HTTP. The worker does not know the prefix of
 * all routes, which is {@code api} unless {@code host.json} has another one, so it is
 * what is before the function's own route in the path of a request.
 */
final class AzureRoute {

	private static final String DEFAULT_PREFIX = "api";

	private AzureRoute() {
	}

	/**
	 * Returns the route of a request.
	 * @param template the function's own route, such as <code>orders/{id}</code>
	 * @param path the path of the request
	 * @return the route with its prefix and a slash at its start; without a prefix if the
	 * path is not that of the route
	 */
	static String of(String template, @Nullable String path) {
		List<String> route = segments(template);
		List<String> request = segments((path != null) ? path : "");
		int first = (!request.isEmpty() && request.get(0).equals(DEFAULT_PREFIX)) ? 1 : 0;
		for (int i = 0; i <= request.size(); i++) {
			int prefix = (first + i) % (request.size() + 1);
			if (matches(route, request.subList(prefix, request.size()))) {
				return join(request.subList(0, prefix)) + join(route);
			}
		}
		return join(route);
	}

	private static boolean matches(List<String> route, List<String> request) {
		for (int i = 0; i < route.size(); i++) {
			String segment = route.get(i);
			if (segment.startsWith("{*")) {
				return true;
			}
			if (i >= request.size()) {
				if (!isOptional(segment)) {
					return false;
				}
			}
			else if (!segment.contains("{") && !segment.equalsIgnoreCase(request.get(i))) {
				return false;
			}
		}
		return request.size() <= route.size();
	}

	/**
	 * Returns whether a segment may be missing: it ends with a question mark, or has a
	 * default value.
	 */
	private static boolean isOptional(String segment) {
		return segment.startsWith("{") && (segment.endsWith("?}") || segment.contains("="));
	}

	private static List<String> segments(String path) {
		return Arrays.stream(path.split("/")).filter((segment) -> !segment.isEmpty()).toList();
	}

	private static String join(List<String> segments) {
		return segments.isEmpty() ? "" : "/" + String.join("/", segments);
	}

}
