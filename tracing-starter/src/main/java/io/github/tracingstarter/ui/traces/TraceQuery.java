package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.tracingstarter.ui.store.StoredTrace;
import org.jspecify.annotations.Nullable;

/**
 * The query language of the list: terms such as {@code status:5xx}, {@code
 * duration>100ms}, {@code -path:/actuator}, {@code db.table=orders} and text, all of
 * which must hold. After {@code =} a text is compared as a whole, after {@code :} it is
 * searched for. A term that cannot be parsed is treated as text, so that an incomplete
 * query never fails. The page has the same language for the spans of one trace.
 */
final class TraceQuery {

	private static final int LONGEST = 4096;

	/** Each may look at all attributes of all traces. */
	private static final int MOST_TERMS = 100;

	private static final Pattern TERM = Pattern
		.compile("(-?)(?:([\\w.+-]+)(>=|<=|!=|[:=<>])(\"[^\"]*\"?|\\S*)|(\"[^\"]*\"?)|(\\S+))");

	private static final Pattern DURATION = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(us|µs|ms|s|m)?");

	private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");

	private static final Pattern STATUS_CLASS = Pattern.compile("[1-5][xX][xX]");

	private static final Map<String, Double> NANOS = Map.of("us", 1e3, "µs", 1e3, "ms", 1e6, "s", 1e9, "m", 60e9);

	private final List<Predicate<Candidate>> terms = new ArrayList<>();

	private TraceQuery() {
	}

	static TraceQuery parse(String text) {
		TraceQuery query = new TraceQuery();
		Matcher matcher = TERM.matcher((text.length() > LONGEST) ? text.substring(0, LONGEST) : text);
		while (matcher.find() && query.terms.size() < MOST_TERMS) {
			query.terms.add(term(matcher));
		}
		return query;
	}

	private static Predicate<Candidate> term(Matcher matcher) {
		boolean negated = !matcher.group(1).isEmpty();
		String key = matcher.group(2);
		if (key == null) {
			String quoted = matcher.group(5);
			String text = (quoted != null) ? unquoted(quoted) : matcher.group(6);
			return negate(text(text), negated && !text.isEmpty());
		}
		String raw = matcher.group(4);
		String value = unquoted(raw);
		String operator = matcher.group(3);
		Predicate<Candidate> field = value.isEmpty() ? null : field(key.toLowerCase(Locale.ROOT), operator, value);
		if (field != null) {
			return negate(field, negated);
		}
		boolean equality = operator.equals("=") || operator.equals("!=") || (operator.equals(":") && key.contains("."));
		if (!raw.isEmpty() && equality && !isField(key)) {
			return negate(attribute(key, value), negated != operator.equals("!="));
		}
		return text(matcher.group());
	}

	private static boolean isField(String key) {
		return field(key.toLowerCase(Locale.ROOT), ":", "1") != null;
	}

	private static @Nullable Predicate<Candidate> field(String key, String operator, String value) {
		return switch (key) {
			case "status" -> status(operator, value);
			case "duration" -> duration(operator, value);
			case "spans" -> number(operator, value, (it) -> it.summary().spanCount());
			case "sql" -> number(operator, value, (it) -> it.summary().sqlCount());
			case "logs" -> number(operator, value, Candidate::logCount);
			case "error" -> flagOrText(operator, value, (it) -> it.summary().error());
			case "slow" -> flagOrText(operator, value, (it) -> it.summary().slow() ? "true" : null);
			case "n+1" -> flagOrNumber(operator, value, (it) -> it.summary().nPlusOne());
			case "method" -> exact(operator, value, (it) -> it.summary().method());
			case "kind" -> exact(operator, value, (it) -> it.summary().kind());
			case "path" -> contained(operator, value, (it) -> it.summary().path());
			case "route" -> contained(operator, value, (it) -> it.summary().route());
			case "name" -> contained(operator, value, (it) -> it.summary().name());
			case "trace" -> contained(operator, value, (it) -> it.summary().traceId());
			case "service" -> service(operator, value);
			default -> null;
		};
	}

	private static @Nullable Predicate<Candidate> status(String operator, String value) {
		if (STATUS_CLASS.matcher(value).matches()) {
			long hundreds = value.charAt(0) - '0';
			return isEquality(operator)
					? (it) -> it.summary().status() != null && it.summary().status() / 100 == hundreds : null;
		}
		Predicate<Double> comparison = NUMBER.matcher(value).matches() ? compare(operator, Double.parseDouble(value))
				: null;
		return (comparison != null) ? (it) -> {
			Long status = it.summary().status();
			return (status != null) ? comparison.test((double) status) : operator.equals("!=");
		} : null;
	}

	private static @Nullable Predicate<Candidate> duration(String operator, String value) {
		Matcher matcher = DURATION.matcher(value);
		if (!matcher.matches()) {
			return null;
		}
		String unit = matcher.group(2);
		double nanos = Double.parseDouble(matcher.group(1)) * NANOS.getOrDefault((unit != null) ? unit : "ms", 1e6);
		Predicate<Double> comparison = compare(operator, nanos);
		return (it) -> comparison.test((double) it.summary().durationNanos());
	}

	private static @Nullable Predicate<Candidate> number(String operator, String value,
			ToIntFunction<Candidate> field) {
		if (!NUMBER.matcher(value).matches()) {
			return null;
		}
		Predicate<Double> comparison = compare(operator, Double.parseDouble(value));
		return (it) -> comparison.test((double) field.applyAsInt(it));
	}

	private static Predicate<Double> compare(String operator, double wanted) {
		return switch (operator) {
			case ">" -> (value) -> value > wanted;
			case ">=" -> (value) -> value >= wanted;
			case "<" -> (value) -> value < wanted;
			case "<=" -> (value) -> value <= wanted;
			case "!=" -> (value) -> value != wanted;
			default -> (value) -> value == wanted;
		};
	}

	private static @Nullable Predicate<Candidate> flagOrText(String operator, String value, Field field) {
		Boolean flag = flag(value);
		if (flag == null) {
			return contained(operator, value, field);
		}
		return isEquality(operator) ? (it) -> (field.of(it) != null) == flag : null;
	}

	private static @Nullable Predicate<Candidate> flagOrNumber(String operator, String value,
			ToIntFunction<Candidate> field) {
		Boolean flag = flag(value);
		if (flag == null) {
			return number(operator, value, field);
		}
		return isEquality(operator) ? (it) -> (field.applyAsInt(it) > 0) == flag : null;
	}

	private static @Nullable Boolean flag(String value) {
		return switch (value.toLowerCase(Locale.ROOT)) {
			case "true", "yes" -> Boolean.TRUE;
			case "false", "no" -> Boolean.FALSE;
			default -> null;
		};
	}

	private static @Nullable Predicate<Candidate> exact(String operator, String value, Field field) {
		return isEquality(operator) ? (it) -> value.equalsIgnoreCase(field.of(it)) : null;
	}

	private static @Nullable Predicate<Candidate> contained(String operator, String value, Field field) {
		String wanted = value.toLowerCase(Locale.ROOT);
		return switch (operator) {
			case "=" -> exact(operator, value, field);
			case ":" -> (it) -> contains(field.of(it), wanted);
			default -> null;
		};
	}

	private static @Nullable Predicate<Candidate> service(String operator, String value) {
		String wanted = value.toLowerCase(Locale.ROOT);
		Predicate<String> service = operator.equals("=") ? value::equalsIgnoreCase : (name) -> contains(name, wanted);
		return isEquality(operator) ? (it) -> it.summary().services().stream().anyMatch(service) : null;
	}

	private static boolean isEquality(String operator) {
		return operator.equals(":") || operator.equals("=");
	}

	/**
	 * An attribute of any of the spans.
	 */
	private static Predicate<Candidate> attribute(String key, String value) {
		if (key.equals("db.table")) {
			return (it) -> it.trace().spans().stream().anyMatch((span) -> Tables.contain(span.attributes(), value));
		}
		return (it) -> it.trace()
			.spans()
			.stream()
			.flatMap((span) -> span.attributes().asMap().entrySet().stream())
			.anyMatch((entry) -> entry.getKey().getKey().equals(key)
					&& String.valueOf(entry.getValue()).equalsIgnoreCase(value));
	}

	private static Predicate<Candidate> text(String text) {
		String wanted = text.toLowerCase(Locale.ROOT);
		return (it) -> contains(it.summary().name(), wanted) || contains(it.summary().path(), wanted)
				|| contains(it.summary().traceId(), wanted) || contains(it.summary().error(), wanted)
				|| it.summary().services().stream().anyMatch((service) -> contains(service, wanted));
	}

	private static boolean contains(@Nullable String text, String wanted) {
		return text != null && text.toLowerCase(Locale.ROOT).contains(wanted);
	}

	private static Predicate<Candidate> negate(Predicate<Candidate> term, boolean negated) {
		return negated ? term.negate() : term;
	}

	private static String unquoted(String text) {
		if (!text.startsWith("\"")) {
			return text;
		}
		return text.substring(1, (text.length() > 1 && text.endsWith("\"")) ? text.length() - 1 : text.length());
	}

	boolean matches(StoredTrace trace, Summary summary, int logCount) {
		Candidate candidate = new Candidate(trace, summary, logCount);
		return this.terms.stream().allMatch((term) -> term.test(candidate));
	}

	private interface Field {

		@Nullable String of(Candidate candidate);

	}

	private record Candidate(StoredTrace trace, Summary summary, int logCount) {
	}

}
