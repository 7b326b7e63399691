package io.github.tracingstarter.sampling.rules;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a rule, all of which must match.
 */
final class Match {

	private final Set<SpanKind> kinds;

	private final Condition[] conditions;

	private final @Nullable Condition header;

	private Match(Set<SpanKind> kinds, List<Condition> conditions, @Nullable Condition header) {
		this.kinds = kinds;
		this.conditions = conditions.toArray(Condition[]::new);
		this.header = header;
	}

	/**
	 * Creates the conditions of a rule, the cheap ones first.
	 * @param rule the rule
	 * @param faults reports what is wrong with the rule
	 * @return the match
	 */
	static Match of(RulesProperties.Rule rule, Faults faults) {
		List<Condition> conditions = new ArrayList<>();
		if (rule.method() != null) {
			Set<String> methods = Set
				.copyOf(List.of(rule.method().trim().toUpperCase(Locale.ROOT).split("\\s*,\\s*", -1)));
			conditions.add((span) -> methods.contains(span.method()));
		}
		if (rule.path() != null) {
			PathGlob path = PathGlob.ofPaths(faults.path("path", rule.path()));
			conditions.add((span) -> path.matches(span.path()));
		}
		if (rule.route() != null) {
			conditions.add(route(faults.path("route", rule.route())));
		}
		if (rule.host() != null) {
			Glob host = new Glob(rule.host(), false);
			conditions.add((span) -> host.matches(span.host()));
		}
		if (rule.spanName() != null) {
			Glob name = new Glob(rule.spanName(), false);
			conditions.add((span) -> name.matches(span.name()));
		}
		if (rule.instrumentation() != null) {
			conditions.add((span) -> rule.instrumentation().equals(span.instrumentation()));
		}
		if (rule.remoteService() != null) {
			Glob service = new Glob(rule.remoteService(), false);
			conditions.add((span) -> span.isFor(service));
		}
		if (rule.attributes() != null) {
			rule.attributes().forEach((key, value) -> conditions.add(attribute(key, new Glob(value, false))));
		}
		return new Match(kinds(rule), conditions, (rule.header() != null) ? header(rule.header(), faults) : null);
	}

	/**
	 * Returns the condition for a route. The route of a request is not known when the
	 * request starts, but its path is.
	 */
	private static Condition route(String route) {
		PathGlob paths = PathGlob.ofPaths(route);
		PathGlob routes = PathGlob.ofRoutes(route);
		return (span) -> span.hasEnded() ? routes.matches(span.route()) : paths.matches(span.path());
	}

	private static Condition header(String header, Faults faults) {
		int equals = header.indexOf('=');
		String name = ((equals >= 0) ? header.substring(0, equals) : header).trim();
		if (name.isEmpty() || name.chars().anyMatch((character) -> character <= ' ' || character > '~')) {
			throw faults.in("header", header, "it is not the name of a header",
					"Write 'X-Test' for requests that have the header, or 'X-Test=1' for a value.");
		}
		if (equals < 0) {
			return (span) -> span.header(name) != null;
		}
		Glob value = new Glob(header.substring(equals + 1).trim(), false);
		return (span) -> {
			String actual = span.header(name);
			return actual != null && value.matches(actual);
		};
	}

	private static Condition attribute(String key, Glob value) {
		AttributeKey<String> text = AttributeKey.stringKey(key);
		return (span) -> {
			String actual = span.attributes().get(text);
			return (actual != null) ? value.matches(actual) : matchesOther(span.attributes(), key, value);
		};
	}

	private static boolean matchesOther(Attributes attributes, String key, Glob value) {
		for (Map.Entry<AttributeKey<?>, Object> entry : attributes.asMap().entrySet()) {
			if (entry.getKey().getKey().equals(key)) {
				return (entry.getValue() instanceof List<?> elements)
						? elements.stream().anyMatch((element) -> value.matches(String.valueOf(element)))
						: value.matches(entry.getValue().toString());
			}
		}
		return false;
	}

	/**
	 * Returns the kinds of spans that a rule matches. A condition that only requests to
	 * this application can meet does not apply to its outgoing calls, unless the rule
	 * says so.
	 */
	private static Set<SpanKind> kinds(RulesProperties.Rule rule) {
		if (rule.kind() != null) {
			return EnumSet.of(rule.kind());
		}
		if (isSet(rule.method()) || isSet(rule.path()) || isSet(rule.route()) || isSet(rule.header())
				|| isSet(rule.host())) {
			return EnumSet.of(SpanKind.SERVER);
		}
		return isSet(rule.remoteService()) ? EnumSet.of(SpanKind.CLIENT, SpanKind.PRODUCER)
				: EnumSet.allOf(SpanKind.class);
	}

	private static boolean isSet(@Nullable String text) {
		return text != null;
	}

	boolean concerns(SpanKind kind) {
		return this.kinds.contains(kind);
	}

	boolean readsHeaders() {
		return this.header != null;
	}

	/**
	 * Returns whether the request has the header, if the rule requires one.
	 */
	boolean matchesHeader(Subject span) {
		return this.header == null || this.header.matches(span);
	}

	/**
	 * Returns whether everything except the header matches.
	 */
	boolean matches(Subject span) {
		for (Condition condition : this.conditions) {
			if (!condition.matches(span)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * A condition on the start, or the end, of a span.
	 */
	private interface Condition {

		boolean matches(Subject span);

	}

}
