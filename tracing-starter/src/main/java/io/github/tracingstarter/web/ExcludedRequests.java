package io.github.tracingstarter.web;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.tracingstarter.core.InvalidTracingPropertyException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.server.PathContainer;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Tells which requests make no span. It is asked for every request, so whole paths and
 * prefixes, which are nearly all patterns there are, need no pattern matching.
 */
class ExcludedRequests {

	/**
	 * The locations that Boot's {@code StaticResourceLocation} names.
	 */
	private static final List<String> STATIC_RESOURCES = List.of("/css/**", "/js/**", "/images/**", "/webjars/**",
			"/fonts/**", "/favicon.ico", "/favicon.svg", "/favicon.png");

	private static final Pattern METHOD_AND_PATH = Pattern.compile("(?:([A-Za-z]+)\\s+)?(/\\S*)");

	private final Rules configured;

	private final @Nullable ObjectProvider<OperationalPaths> operationalPaths;

	private volatile @Nullable Rules all;

	/**
	 * Creates the rules.
	 * @param properties the properties
	 * @param operationalPaths the paths of Actuator, asked for at the first request
	 * because endpoints are known late
	 */
	ExcludedRequests(WebProperties properties, ObjectProvider<OperationalPaths> operationalPaths) {
		List<String> patterns = new ArrayList<>(properties.exclude());
		if (properties.excludeStaticResources()) {
			patterns.addAll(STATIC_RESOURCES);
		}
		this.configured = new Rules(patterns);
		this.operationalPaths = properties.excludeActuator() ? operationalPaths : null;
	}

	boolean contain(HttpServletRequest request) {
		Rules rules = this.all;
		if (rules == null) {
			rules = this.configured.and(operational());
			this.all = rules;
		}
		String path = request.getRequestURI();
		String contextPath = request.getContextPath();
		if (!contextPath.isEmpty() && path.startsWith(contextPath)) {
			path = path.substring(contextPath.length());
		}
		return rules.match(request.getMethod(), path);
	}

	private List<String> operational() {
		return (this.operationalPaths != null)
				? this.operationalPaths.stream().flatMap((paths) -> paths.get().stream()).toList() : List.of();
	}

	/**
	 * Patterns, sorted by how they are matched.
	 */
	private static final class Rules {

		private final List<String> patterns;

		private final Set<String> paths = new HashSet<>();

		private final List<String> prefixes = new ArrayList<>();

		private final List<Rule> others = new ArrayList<>();

		private Rules(List<String> patterns) {
			this.patterns = patterns;
			patterns.forEach(this::add);
		}

		private Rules and(List<String> more) {
			List<String> both = new ArrayList<>(this.patterns);
			both.addAll(more);
			return new Rules(both);
		}

		private void add(String text) {
			Matcher matcher = METHOD_AND_PATH.matcher(text.trim());
			if (!matcher.matches()) {
				throw new InvalidTracingPropertyException("tracing.web.exclude", text,
						"it is no path pattern with an optional method",
						"Write patterns such as '/internal/**' or 'GET /ping', separated by commas.");
			}
			String method = matcher.group(1);
			String path = matcher.group(2);
			if (method != null) {
				this.others.add(new Rule(method.toUpperCase(Locale.ROOT), matching(path)));
			}
			else if (!isPattern(path)) {
				this.paths.add(path);
			}
			else if (path.endsWith("/**") && !isPattern(path.substring(0, path.length() - 3))) {
				this.paths.add(path.substring(0, path.length() - 3));
				this.prefixes.add(path.substring(0, path.length() - 2));
			}
			else {
				this.others.add(new Rule(null, matching(path)));
			}
		}

		private boolean match(String method, String path) {
			if (this.paths.contains(path)) {
				return true;
			}
			for (String prefix : this.prefixes) {
				if (path.startsWith(prefix)) {
					return true;
				}
			}
			for (Rule rule : this.others) {
				if (rule.matches(method, path)) {
					return true;
				}
			}
			return false;
		}

		private static boolean isPattern(String path) {
			return path.indexOf('*') >= 0 || path.indexOf('?') >= 0 || path.indexOf('{') >= 0;
		}

		/**
		 * A path pattern, or for the few that only an Ant matcher understands, such as
		 * two double wildcards, an Ant pattern.
		 */
		private static PathMatch matching(String pattern) {
			try {
				var parsed = PathPatternParser.defaultInstance.parse(pattern);
				return (path) -> parsed.matches(PathContainer.parsePath(path));
			}
			catch (PatternParseException ex) {
				AntPathMatcher ant = new AntPathMatcher();
				return (path) -> ant.match(pattern, path);
			}
		}

	}

	private interface PathMatch {

		boolean matches(String path);

	}

	private record Rule(@Nullable String method, PathMatch path) {

		private boolean matches(String requestMethod, String requestPath) {
			return (this.method == null || this.method.equals(requestMethod)) && this.path.matches(requestPath);
		}

	}

}
