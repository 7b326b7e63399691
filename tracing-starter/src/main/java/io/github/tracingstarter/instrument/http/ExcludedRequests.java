package io.github.tracingstarter.instrument.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.UrlAttributes;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.server.PathContainer;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Decides which requests have no span. It is called for every request, so exact paths and
 * prefixes, which cover most patterns, need no pattern matching. The exclusions can be
 * changed while the application runs.
 */
public class ExcludedRequests implements LiveProperty {

	/**
	 * The attribute of a servlet request that gets no span, set by a filter before the
	 * one that would start it.
	 */
	public static final String UNTRACED = "io.github.tracingstarter.untraced";

	private static final String KEY = "tracing.web.exclude";

	/**
	 * The locations that Boot's {@code StaticResourceLocation} names.
	 */
	private static final List<String> STATIC_RESOURCES = List.of("/css/**", "/js/**", "/images/**", "/webjars/**",
			"/fonts/**", "/favicon.ico", "/favicon.svg", "/favicon.png");

	/** The registered methods, and those of caches. */
	private static final Set<String> METHODS = Set.of("ACL", "BASELINE-CONTROL", "BAN", "BIND", "CHECKIN", "CHECKOUT",
			"CONNECT", "COPY", "DELETE", "GET", "HEAD", "LABEL", "LINK", "LOCK", "MERGE", "MKACTIVITY", "MKCALENDAR",
			"MKCOL", "MKREDIRECTREF", "MKWORKSPACE", "MOVE", "OPTIONS", "ORDERPATCH", "PATCH", "POST", "PROPFIND",
			"PROPPATCH", "PURGE", "PUT", "QUERY", "REBIND", "REPORT", "SEARCH", "TRACE", "UNBIND", "UNCHECKOUT",
			"UNLINK", "UNLOCK", "UPDATE", "UPDATEREDIRECTREF", "VERSION-CONTROL");

	private static final Pattern METHOD_AND_PATH = Pattern.compile("(?:([A-Za-z]+)\\s+)?(/\\S*)");

	/**
	 * A comma between patterns; commas inside braces or brackets are part of a pattern.
	 */
	private static final Pattern COMMA = Pattern.compile(",(?![^{]*}|[^\\[]*])");

	private final List<String> staticResources;

	private final @Nullable ObjectProvider<OperationalPaths> operationalPaths;

	private final Supplier<String> contextPath;

	private volatile List<String> patterns;

	private volatile @Nullable Rules all;

	/**
	 * Creates an instance.
	 * @param properties the properties
	 * @param operationalPaths the paths of Actuator, resolved at the first request
	 * because endpoints are known late
	 * @param contextPath the context path, or an empty string, which is known late as
	 * well
	 */
	public ExcludedRequests(WebProperties properties, ObjectProvider<OperationalPaths> operationalPaths,
			Supplier<String> contextPath) {
		this.patterns = properties.exclude();
		this.staticResources = properties.excludeStaticResources() ? STATIC_RESOURCES : List.of();
		this.operationalPaths = properties.excludeActuator() ? operationalPaths : null;
		this.contextPath = contextPath;
		// Makes startup fail if a pattern is malformed.
		new Rules(this.patterns);
	}

	/**
	 * Returns whether a request is excluded.
	 * @param method the method of the request
	 * @param path its path with the context path
	 * @param contextPath the context path, or an empty string
	 * @return whether the request gets no span
	 */
	public boolean contain(String method, String path, String contextPath) {
		Rules rules = this.all;
		if (rules == null) {
			rules = loaded();
		}
		return rules.match(method, withoutContext(path, contextPath));
	}

	private static String withoutContext(String path, String contextPath) {
		return (!contextPath.isEmpty() && path.startsWith(contextPath)) ? path.substring(contextPath.length()) : path;
	}

	/**
	 * Creates the rules at the first request, unless they are being changed at that
	 * moment. No lock is held while beans are resolved.
	 */
	private Rules loaded() {
		Rules loaded = rules(this.patterns);
		synchronized (this) {
			Rules rules = this.all;
			if (rules == null) {
				rules = loaded;
				this.all = rules;
			}
			return rules;
		}
	}

	private Rules rules(List<String> excluded) {
		List<String> everything = new ArrayList<>(excluded);
		everything.addAll(this.staticResources);
		everything.addAll(operational());
		return new Rules(everything);
	}

	@Override
	public String key() {
		return KEY;
	}

	@Override
	public String value() {
		return String.join(", ", this.patterns);
	}

	@Override
	public void validate(String value) {
		rules(parse(value));
	}

	@Override
	public Predicate<Start> preview(String value) {
		Rules rules = rules(parse(value));
		String contextPath = this.contextPath.get();
		return (start) -> {
			String method = HttpMethods.of(start.attributes());
			String path = start.attributes().get(UrlAttributes.URL_PATH);
			return start.kind() == SpanKind.SERVER && method != null && path != null
					&& rules.match(method, withoutContext(path, contextPath));
		};
	}

	@Override
	public void change(String value) {
		List<String> changed = parse(value);
		Rules rules = rules(changed);
		synchronized (this) {
			this.all = rules;
			this.patterns = changed;
		}
	}

	private static List<String> parse(String value) {
		return COMMA.splitAsStream(value).map(String::trim).filter((pattern) -> !pattern.isEmpty()).toList();
	}

	private List<String> operational() {
		return (this.operationalPaths != null)
				? this.operationalPaths.stream().flatMap((paths) -> paths.get().stream()).toList() : List.of();
	}

	/**
	 * Patterns, grouped by how they are matched.
	 */
	private static final class Rules {

		private final Set<String> paths = new HashSet<>();

		private final List<String> prefixes = new ArrayList<>();

		private final List<Rule> others = new ArrayList<>();

		private Rules(List<String> patterns) {
			patterns.forEach(this::add);
		}

		private void add(String text) {
			Matcher matcher = METHOD_AND_PATH.matcher(text.trim());
			if (!matcher.matches()) {
				throw new InvalidTracingPropertyException(KEY, text, "it is not a path pattern with an optional method",
						"Use patterns such as '/internal/**' or 'GET /ping', separated by commas.");
			}
			String method = matcher.group(1);
			String path = matcher.group(2);
			check(text, path);
			if (method != null) {
				if (!METHODS.contains(method.toUpperCase(Locale.ROOT))) {
					throw new InvalidTracingPropertyException(KEY, text, "there is no method " + method,
							"Use patterns such as '/internal/**' or 'GET /ping', separated by commas.");
				}
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

		private static void check(String text, String path) {
			if (PathExpressions.capture(path)) {
				throw new InvalidTracingPropertyException(KEY, text, "its regular expression has a group that captures",
						"Write '(?:a|b)' in place of '(a|b)'.");
			}
			if (PathExpressions.mayExplode(path)) {
				throw new InvalidTracingPropertyException(KEY, text,
						"its regular expression takes ever longer for some paths",
						"Write one with fewer repetitions, such as '{id:[0-9]+}'.");
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
			return path.indexOf('*') >= 0 || path.indexOf('?') >= 0 || path.indexOf('{') >= 0 || path.indexOf('}') >= 0;
		}

		/**
		 * Returns a path pattern, or an Ant pattern for the few that only an Ant matcher
		 * supports, such as those with two double wildcards.
		 */
		private static PathMatch matching(String pattern) {
			try {
				var parsed = PathPatternParser.defaultInstance.parse(pattern);
				return (path) -> parsed.matches(PathContainer.parsePath(path));
			}
			catch (PatternParseException ex) {
				if (!isValid(pattern.replace("**", "*"))) {
					throw new InvalidTracingPropertyException(KEY, pattern, "Spring cannot read it: " + ex.getMessage(),
							"Use patterns such as '/internal/**' or '/users/{id}'.");
				}
				AntPathMatcher ant = new AntPathMatcher();
				return (path) -> ant.match(pattern, path);
			}
		}

	}

	private static boolean isValid(String pattern) {
		try {
			PathPatternParser.defaultInstance.parse(pattern);
			return true;
		}
		catch (PatternParseException ex) {
			return false;
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
