package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.tracingstarter.ui.TraceLogs;
import io.github.tracingstarter.ui.store.StoredTrace;
import org.jspecify.annotations.Nullable;

/**
 * The query language of the list: terms such as {@code status:5xx}, {@code
 * duration>100ms}, {@code -path:/actuator}, {@code db.table=orders} and text. All terms
 * must match, or one of those with {@code OR} between them. After {@code =}, a text is
 * compared as a whole; after {@code :}, it is searched for. An unknown field is an
 * attribute of any span. A term that is not understood is treated as text, and reported
 * by {@link #problems()}. The page has the same language for the spans of one trace.
 */
final class TraceQuery {

	private static final Pattern DURATION = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(us|µs|ms|s|m)?");

	private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(?:\\.\\d{1,9})?");

	private static final Pattern STATUS_CLASS = Pattern.compile("[1-5][xX][xX]");

	private static final Map<String, Double> NANOS = Map.of("us", 1e3, "µs", 1e3, "ms", 1e6, "s", 1e9, "m", 60e9);

	private final Predicate<Candidate> test;

	private final List<String> problems = new ArrayList<>();

	private final Set<String> attributes = new LinkedHashSet<>();

	/**
	 * Finds what the terms matched. Terms after a minus match by what is absent, so they
	 * are not included.
	 */
	private final List<Function<Candidate, @Nullable Match>> finders = new ArrayList<>();

	private TraceQuery(@Nullable QueryNode node) {
		this.test = (node != null) ? test(node) : (it) -> true;
	}

	static TraceQuery parse(String text) {
		return new TraceQuery(QueryParser.parse(text));
	}

	boolean matches(StoredTrace trace, Summary summary, @Nullable TraceLogs logs) {
		return this.test.test(new Candidate(trace, summary, logs));
	}

	/**
	 * Returns the part of a trace that the query matched.
	 * @param trace a trace that matches
	 * @param summary its summary
	 * @param logs the log lines, or null
	 * @return the first match that the list does not already show, or null
	 */
	@Nullable Match find(StoredTrace trace, Summary summary, @Nullable TraceLogs logs) {
		Candidate candidate = new Candidate(trace, summary, logs);
		return this.finders.stream()
			.map((finder) -> finder.apply(candidate))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Returns the terms that were not understood.
	 * @return a sentence for each term
	 */
	List<String> problems() {
		return this.problems;
	}

	/**
	 * Returns the attributes that the query compares.
	 * @return their keys
	 */
	Set<String> attributes() {
		return this.attributes;
	}

	private Predicate<Candidate> test(QueryNode node) {
		if (node instanceof QueryParser.All all) {
			List<Predicate<Candidate>> tests = all.nodes().stream().map(this::test).toList();
			return (it) -> tests.stream().allMatch((test) -> test.test(it));
		}
		if (node instanceof QueryParser.Any any) {
			List<Predicate<Candidate>> tests = any.nodes().stream().map(this::test).toList();
			return (it) -> tests.stream().anyMatch((test) -> test.test(it));
		}
		if (node instanceof QueryParser.Not not) {
			int known = this.finders.size();
			Predicate<Candidate> negated = test(not.node()).negate();
			this.finders.subList(known, this.finders.size()).clear();
			return negated;
		}
		if (node instanceof QueryParser.Comparison comparison) {
			return comparison(comparison);
		}
		return text(((QueryParser.Text) node).text());
	}

	private Predicate<Candidate> comparison(QueryParser.Comparison comparison) {
		Predicate<Candidate> field = field(comparison);
		return (field != null) ? field : text(comparison.source());
	}

	private @Nullable Predicate<Candidate> field(QueryParser.Comparison it) {
		return switch (it.key().toLowerCase(Locale.ROOT)) {
			case "status" -> status(it);
			case "duration" -> duration(it, TraceFields.DURATION);
			case "self" -> duration(it, TraceFields.SELF);
			case "spans" -> number(it, (candidate) -> candidate.summary().spanCount());
			case "logs" -> number(it, Candidate::logCount);
			case "sql" -> NUMBER.matcher(it.value()).matches()
					? number(it, (candidate) -> candidate.summary().sqlCount()) : text(it, TraceFields.SQL);
			case "error" -> flagOrText(it, TraceFields.ERROR);
			case "slow" -> flagOrText(it, TraceFields.SLOW);
			case "failed" -> flagOrText(it, TraceFields.FAILED);
			case "handled" -> flag(it) != null ? flagOrText(it, TraceFields.HANDLED)
					: number(it, (candidate) -> candidate.summary().handled());
			case "n+1" -> flag(it) != null ? flagOrText(it, TraceFields.REPEATED)
					: number(it, (candidate) -> candidate.summary().nPlusOne());
			case "db.table" -> table(it);
			default -> {
				TraceFields texts = TraceFields.text(it.key());
				yield (texts != null) ? text(it, texts) : attribute(it);
			}
		};
	}

	private @Nullable Predicate<Candidate> status(QueryParser.Comparison it) {
		if (STATUS_CLASS.matcher(it.value()).matches() && isEquality(it.operator())) {
			int hundreds = it.value().charAt(0) - '0';
			return TraceFields.STATUS.any((value) -> (int) number(value) / 100 == hundreds);
		}
		if (isEquality(it.operator()) && !NUMBER.matcher(it.value()).matches()) {
			return problem(it, "a status, such as 404 or 5xx");
		}
		DoublePredicate comparison = compare(it);
		return (comparison != null) ? TraceFields.STATUS.any((value) -> comparison.test(number(value))) : null;
	}

	private @Nullable Predicate<Candidate> duration(QueryParser.Comparison it, TraceFields nanos) {
		Matcher matcher = DURATION.matcher(it.value());
		if (!matcher.matches()) {
			return problem(it, "a duration, such as 100ms");
		}
		String unit = matcher.group(2);
		double wanted = Double.parseDouble(matcher.group(1)) * NANOS.getOrDefault((unit != null) ? unit : "ms", 1e6);
		DoublePredicate comparison = compare(it.operator(), wanted);
		return nanos.any((value) -> comparison.test(number(value)));
	}

	private @Nullable Predicate<Candidate> number(QueryParser.Comparison it, ToDoubleFunction<Candidate> field) {
		DoublePredicate comparison = compare(it);
		return (comparison != null) ? (candidate) -> comparison.test(field.applyAsDouble(candidate)) : null;
	}

	private @Nullable DoublePredicate compare(QueryParser.Comparison it) {
		if (!NUMBER.matcher(it.value()).matches()) {
			problem(it, "a number");
			return null;
		}
		return compare(it.operator(), Double.parseDouble(it.value()));
	}

	private static DoublePredicate compare(String operator, double wanted) {
		return switch (operator) {
			case ">" -> (value) -> value > wanted;
			case ">=" -> (value) -> value >= wanted;
			case "<" -> (value) -> value < wanted;
			case "<=" -> (value) -> value <= wanted;
			default -> (value) -> value == wanted;
		};
	}

	private @Nullable Predicate<Candidate> flagOrText(QueryParser.Comparison it, TraceFields field) {
		Boolean flag = flag(it);
		if (flag == null) {
			return text(it, field);
		}
		Predicate<Candidate> present = field.any((value) -> true);
		return flag ? present : present.negate();
	}

	private static @Nullable Boolean flag(QueryParser.Comparison it) {
		if (!isEquality(it.operator())) {
			return null;
		}
		return switch (it.value().toLowerCase(Locale.ROOT)) {
			case "true", "yes" -> Boolean.TRUE;
			case "false", "no" -> Boolean.FALSE;
			default -> null;
		};
	}

	private @Nullable Predicate<Candidate> text(QueryParser.Comparison it, TraceFields field) {
		Predicate<Object> value = value(it);
		if (value == null) {
			return null;
		}
		if (field == TraceFields.SQL) {
			this.finders.add((candidate) -> TraceFields.find(candidate.trace(), SpanKeys.DB_TEXT.getKey(), value));
		}
		return field.any(value);
	}

	/**
	 * Returns a test of one value. Equal numbers may be written in several ways.
	 */
	private @Nullable Predicate<Object> value(QueryParser.Comparison it) {
		if (it.operator().equals(":")) {
			TextSearch search = TextSearch.of(it.value());
			return (value) -> search.isIn(TextSearch.text(value));
		}
		boolean number = NUMBER.matcher(it.value()).matches();
		if (it.operator().equals("=") && !number) {
			return (value) -> TextSearch.text(value).equalsIgnoreCase(it.value());
		}
		DoublePredicate comparison = compare(it);
		if (comparison == null) {
			return null;
		}
		boolean equality = it.operator().equals("=");
		return (value) -> comparison.test(number(value)) || (equality && it.value().equals(value));
	}

	private static double number(Object value) {
		if (value instanceof Number number) {
			return number.doubleValue();
		}
		String text = value.toString();
		return NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
	}

	private @Nullable Predicate<Candidate> table(QueryParser.Comparison it) {
		return isEquality(it.operator()) ? (candidate) -> candidate.trace()
			.spans()
			.stream()
			.anyMatch((span) -> Tables.contain(span.attributes(), it.value())) : problem(it, "a number");
	}

	/**
	 * Returns a test of an attribute of any span. Addresses also contain a colon, so a
	 * term that could be one is also searched for as text.
	 */
	private @Nullable Predicate<Candidate> attribute(QueryParser.Comparison it) {
		Predicate<Object> value = value(it);
		if (value == null) {
			return null;
		}
		this.attributes.add(it.key());
		this.finders.add((candidate) -> TraceFields.find(candidate.trace(), it.key(), value));
		Predicate<Candidate> attribute = TraceFields.attribute(it.key()).any(value);
		return it.operator().equals(":") ? attribute.or(text(it.source())) : attribute;
	}

	private static boolean isEquality(String operator) {
		return operator.equals(":") || operator.equals("=");
	}

	private Predicate<Candidate> text(String text) {
		TextSearch search = TextSearch.of(text);
		this.finders.add((it) -> search.find(it.trace(), it.summary(), it.logs()));
		return (it) -> search.isIn(it.trace(), it.summary(), it.logs());
	}

	private @Nullable Predicate<Candidate> problem(QueryParser.Comparison it, String expected) {
		this.problems.add("%s: '%s' is not %s".formatted(it.key(), it.value(), expected));
		return null;
	}

	/**
	 * A trace that may match.
	 */
	record Candidate(StoredTrace trace, Summary summary, @Nullable TraceLogs logs) {

		private double logCount() {
			return (this.logs != null) ? this.logs.count(this.trace.traceId()) : 0;
		}

	}

}
