package io.github.tracingstarter.sampling.keep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.semconv.HttpAttributes;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * The routes with their own thresholds. A request belongs to the first one that its
 * matched route matches or equals.
 */
final class KeptRoutes {

	private static final String KEY = KeepSettings.ROUTES;

	private static final String FIX = "Write a route and a threshold, such as '/orders/**=200ms', 'GET /users/{id}=p99' or '/checkout=always', separated by commas.";

	private static final Pattern METHOD_AND_PATH = Pattern.compile("(?:([A-Za-z]+)\\s+)?(/\\S*)");

	/** A comma between routes; commas inside braces are part of a route. */
	private static final Pattern COMMA = Pattern.compile(",(?![^{]*})");

	private static final int MAX_CACHED = 1000;

	private final List<Route> routes;

	/** The candidate routes, by the route of a request or the name of a span. */
	private final Map<String, List<Route>> cache = new ConcurrentHashMap<>();

	private KeptRoutes(List<Route> routes) {
		this.routes = routes;
	}

	static KeptRoutes parse(String value) {
		return of(COMMA.splitAsStream(value).toList());
	}

	static KeptRoutes of(List<String> texts) {
		List<Route> routes = new ArrayList<>();
		for (String text : texts) {
			if (!text.isBlank()) {
				routes.add(Route.parse(text.trim()));
			}
		}
		return new KeptRoutes(List.copyOf(routes));
	}

	boolean isEmpty() {
		return this.routes.isEmpty();
	}

	boolean hasPercentile() {
		return this.routes.stream().anyMatch((route) -> route.slowness().isPercentile());
	}

	/**
	 * Returns the threshold of a request.
	 * @param name the name of the first span in this application
	 * @param attributes the attributes of that span
	 * @return the threshold, or null if no route matches
	 */
	@Nullable Slowness find(String name, Function<AttributeKey<String>, @Nullable String> attributes) {
		if (this.routes.isEmpty()) {
			return null;
		}
		String path = attributes.apply(HttpAttributes.HTTP_ROUTE);
		String text = (path != null) ? path : name;
		List<Route> candidates = this.cache.get(text);
		if (candidates == null) {
			candidates = this.routes.stream().filter((route) -> route.matches(text)).toList();
			if (this.cache.size() < MAX_CACHED) {
				this.cache.put(text, candidates);
			}
		}
		for (Route route : candidates) {
			if (route.method() == null || route.method().equals(attributes.apply(HttpAttributes.HTTP_REQUEST_METHOD))) {
				return route.slowness();
			}
		}
		return null;
	}

	@Override
	public String toString() {
		return String.join(", ", this.routes.stream().map(Route::text).toList());
	}

	/**
	 * A route and its threshold.
	 *
	 * @param text the route as written in a properties file
	 * @param method the method of the request, or null for any
	 * @param name the route, or the name of a span
	 * @param pattern the route as a pattern, or null if it is a name
	 * @param slowness the duration from which a request is slow
	 */
	private record Route(String text, @Nullable String method, String name, @Nullable PathPattern pattern,
			Slowness slowness) {

		static Route parse(String text) {
			int equals = text.lastIndexOf('=');
			String name = text.substring(0, Math.max(equals, 0)).trim();
			if (name.isEmpty() || text.substring(equals + 1).isBlank()) {
				throw new InvalidTracingPropertyException(KEY, text, "it is not a route with a threshold", FIX);
			}
			String threshold = text.substring(equals + 1).trim();
			Slowness slowness = threshold.equalsIgnoreCase("always") ? Slowness.ALWAYS : Slowness.parse(KEY, threshold);
			Matcher matcher = METHOD_AND_PATH.matcher(name);
			if (!matcher.matches()) {
				return new Route(text, null, name, null, slowness);
			}
			String method = matcher.group(1);
			String path = matcher.group(2);
			try {
				return new Route(text, (method != null) ? method.toUpperCase(Locale.ROOT) : null, path,
						PathPatternParser.defaultInstance.parse(path), slowness);
			}
			catch (PatternParseException ex) {
				throw new InvalidTracingPropertyException(KEY, text,
						"its route is not a path pattern: " + ex.getMessage(), FIX);
			}
		}

		/**
		 * Returns whether a matched route matches. It is itself a pattern, but is treated
		 * as a path here.
		 */
		boolean matches(String route) {
			return this.name.equals(route)
					|| (this.pattern != null && this.pattern.matches(PathContainer.parsePath(route)));
		}

	}

}
