package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.tracingstarter.ui.store.StoredSpan;

/**
 * Completes a term of a query that is being typed with the fields and values of the
 * stored traces. Frequent ones come first.
 */
final class Completion {

	/**
	 * Names that are suggested without a scan of the traces, in the order of the help.
	 */
	private static final List<String> FIELDS = List.of("status", "duration", "sql", "error", "failed", "handled",
			"slow", "n+1", "path", "route", "method", "name", "service", "kind", "category", "level", "log", "spans",
			"logs", "self", "trace", "db.table");

	private static final int MOST_SUGGESTIONS = 50;

	/**
	 * The number of different names or values that are counted; further ones are ignored.
	 */
	private static final int MOST_COUNTED = 5000;

	/** Nobody chooses a longer value from a list. */
	private static final int LONGEST_VALUE = 200;

	private static final Pattern COMPARISON = Pattern.compile("([\\w.+-]+)(>=|<=|!=|[:=<>])\"?(.*)", Pattern.DOTALL);

	private final Map<String, Integer> counts = new HashMap<>();

	private final List<TraceQuery.Candidate> traces;

	private Completion(List<TraceQuery.Candidate> traces) {
		this.traces = traces;
	}

	/**
	 * Completes a term.
	 * @param term the typed part
	 * @param traces the stored traces
	 * @return suggestions, each with the whole term
	 */
	static List<Map<String, Object>> of(String term, List<TraceQuery.Candidate> traces) {
		Completion completion = new Completion(traces);
		Matcher comparison = COMPARISON.matcher(term);
		return comparison.matches() ? completion.values(comparison.group(1), comparison.group(2), comparison.group(3))
				: completion.names(term);
	}

	private List<Map<String, Object>> names(String begin) {
		String wanted = begin.toLowerCase(Locale.ROOT);
		List<Map<String, Object>> suggestions = new ArrayList<>();
		for (String field : FIELDS) {
			if (field.startsWith(wanted)) {
				suggestions.add(suggestion(field + ':', field, 0));
			}
		}
		count((trace, found) -> {
			for (StoredSpan span : trace.trace().spans()) {
				span.attributes().forEach((key, value) -> found.accept(key.getKey()));
				span.resource().forEach((key, value) -> found.accept(key.getKey()));
				span.events()
					.forEach((event) -> event.attributes().forEach((key, value) -> found.accept(key.getKey())));
			}
		}, wanted);
		mostFrequent(wanted, MOST_SUGGESTIONS - suggestions.size())
			.forEach((entry) -> suggestions.add(suggestion(entry.getKey() + ':', entry.getKey(), entry.getValue())));
		return suggestions;
	}

	private List<Map<String, Object>> values(String field, String operator, String begin) {
		String wanted = begin.toLowerCase(Locale.ROOT);
		TraceFields values = TraceFields.of(field);
		count((trace, found) -> values.any(trace, (value) -> {
			found.accept(TextSearch.text(value));
			return false;
		}), wanted);
		return mostFrequent(wanted, MOST_SUGGESTIONS).stream()
			.map((entry) -> suggestion(field + operator + quoted(entry.getKey()), entry.getKey(), entry.getValue()))
			.toList();
	}

	/**
	 * Counts each text once for each trace that has it.
	 */
	private void count(Texts texts, String wanted) {
		TextSearch search = TextSearch.of(wanted);
		Set<String> ofTrace = new HashSet<>();
		for (TraceQuery.Candidate trace : this.traces) {
			ofTrace.clear();
			texts.visit(trace, (text) -> {
				if (text.length() <= LONGEST_VALUE && search.isIn(text) && ofTrace.add(text)
						&& (this.counts.size() < MOST_COUNTED || this.counts.containsKey(text))) {
					this.counts.merge(text, 1, Integer::sum);
				}
			});
		}
	}

	private List<Map.Entry<String, Integer>> mostFrequent(String wanted, int limit) {
		Comparator<Map.Entry<String, Integer>> order = Comparator
			.comparing((entry) -> !entry.getKey().toLowerCase(Locale.ROOT).startsWith(wanted));
		return this.counts.entrySet()
			.stream()
			.sorted(order.thenComparing(Map.Entry.<String, Integer>comparingByValue().reversed())
				.thenComparing(Map.Entry.comparingByKey()))
			.limit(limit)
			.toList();
	}

	private static String quoted(String value) {
		boolean plain = value.matches("[^\\s\"()]+");
		return plain ? value : '"' + value.replace("\"", "") + '"';
	}

	private static Map<String, Object> suggestion(String text, String label, int traces) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("text", text);
		json.put("label", label);
		json.put("traces", traces);
		return json;
	}

	@FunctionalInterface
	private interface Texts {

		void visit(TraceQuery.Candidate trace, Consumer<String> found);

	}

}
