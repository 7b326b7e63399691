package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Parses a query. There are no errors, because queries are parsed while they are typed.
 * Incomplete parts are omitted, and an open bracket ends with the query.
 */
final class QueryParser {

	private static final int LONGEST = 4096;

	/** Limited, because each term may read all attributes of all traces. */
	private static final int MOST_TERMS = 100;

	private static final int DEEPEST = 50;

	private static final Pattern KEY = Pattern.compile("([\\w.+-]+)(>=|<=|!=|[:=<>])");

	private final String text;

	private final Matcher key;

	private int at;

	private int terms;

	private QueryParser(String text) {
		this.text = text;
		this.key = KEY.matcher(text);
	}

	/**
	 * Parses a query.
	 * @param text the text
	 * @return the parsed query, or null if it is empty
	 */
	static @Nullable QueryNode parse(String text) {
		return new QueryParser((text.length() > LONGEST) ? text.substring(0, LONGEST) : text).any(0);
	}

	private @Nullable QueryNode any(int depth) {
		List<QueryNode> options = new ArrayList<>();
		List<QueryNode> all = new ArrayList<>();
		while (hasMore(depth)) {
			if (takeWord("OR", depth)) {
				addAll(all, options);
				all = new ArrayList<>();
			}
			else if (!takeWord("AND", depth)) {
				QueryNode node = negatable(depth);
				if (node != null) {
					all.add(node);
				}
			}
		}
		addAll(all, options);
		if (options.isEmpty()) {
			return null;
		}
		return (options.size() == 1) ? options.get(0) : new Any(options);
	}

	private static void addAll(List<QueryNode> all, List<QueryNode> options) {
		if (!all.isEmpty()) {
			options.add((all.size() == 1) ? all.get(0) : new All(all));
		}
	}

	private boolean hasMore(int depth) {
		while (this.at < this.text.length() && isSpace(this.at)) {
			this.at++;
		}
		return this.at < this.text.length() && !isEndOfGroup(depth);
	}

	private boolean isEndOfGroup(int depth) {
		return depth > 0 && this.text.charAt(this.at) == ')';
	}

	private boolean takeWord(String word, int depth) {
		int end = this.at + word.length();
		if (!this.text.startsWith(word, this.at) || !(end == this.text.length() || isSpace(end)
				|| this.text.charAt(end) == '(' || (depth > 0 && this.text.charAt(end) == ')'))) {
			return false;
		}
		this.at = end;
		return true;
	}

	private @Nullable QueryNode negatable(int depth) {
		boolean negated = this.text.charAt(this.at) == '-' && this.at + 1 < this.text.length() && !isSpace(this.at + 1);
		if (negated) {
			this.at++;
		}
		QueryNode node = group(depth);
		return (negated && node != null) ? new Not(node) : node;
	}

	private @Nullable QueryNode group(int depth) {
		if (this.text.charAt(this.at) != '(' || depth == DEEPEST) {
			return term(depth);
		}
		this.at++;
		QueryNode node = any(depth + 1);
		if (this.at < this.text.length()) {
			this.at++;
		}
		return node;
	}

	private @Nullable QueryNode term(int depth) {
		if (++this.terms > MOST_TERMS) {
			this.at = this.text.length();
			return null;
		}
		int start = this.at;
		this.key.region(start, this.text.length());
		if (!this.key.lookingAt()) {
			String value = value(depth);
			return value.isEmpty() ? null : new Text(value);
		}
		this.at = this.key.end();
		int from = this.at;
		String value = value(depth);
		return (this.at == from) ? null : comparison(value, this.text.substring(start, this.at));
	}

	/**
	 * Returns a comparison. Not equal is the opposite of equal, even for a trace that has
	 * the field several times.
	 */
	private QueryNode comparison(String value, String source) {
		String field = this.key.group(1);
		return this.key.group(2).equals("!=") ? new Not(new Comparison(field, "=", value, source))
				: new Comparison(field, this.key.group(2), value, source);
	}

	private String value(int depth) {
		int start = this.at;
		if (start < this.text.length() && this.text.charAt(start) == '"') {
			int quote = this.text.indexOf('"', start + 1);
			this.at = (quote < 0) ? this.text.length() : quote + 1;
			return this.text.substring(start + 1, (quote < 0) ? this.text.length() : quote);
		}
		int open = 0;
		while (this.at < this.text.length() && !isSpace(this.at) && !(open == 0 && isEndOfGroup(depth))) {
			char next = this.text.charAt(this.at++);
			open += (next == '(') ? 1 : (next == ')' && open > 0) ? -1 : 0;
		}
		return this.text.substring(start, this.at);
	}

	private boolean isSpace(int index) {
		char character = this.text.charAt(index);
		return character <= ' ' || character == '\u00a0';
	}

	/**
	 * All parts must match.
	 *
	 * @param nodes at least two parts
	 */
	record All(List<QueryNode> nodes) implements QueryNode {

		@Override
		public String toString() {
			return this.nodes.stream().map(QueryNode::toString).collect(Collectors.joining(" & ", "(", ")"));
		}

	}

	/**
	 * One of the parts must match.
	 *
	 * @param nodes at least two parts
	 */
	record Any(List<QueryNode> nodes) implements QueryNode {

		@Override
		public String toString() {
			return this.nodes.stream().map(QueryNode::toString).collect(Collectors.joining(" | ", "(", ")"));
		}

	}

	/**
	 * The part must not match.
	 *
	 * @param node the part
	 */
	record Not(QueryNode node) implements QueryNode {

		@Override
		public String toString() {
			return "-" + this.node;
		}

	}

	/**
	 * A text to search for.
	 *
	 * @param text the text
	 */
	record Text(String text) implements QueryNode {

		@Override
		public String toString() {
			return '"' + this.text + '"';
		}

	}

	/**
	 * A comparison of a field.
	 *
	 * @param key the field
	 * @param operator the operator
	 * @param value the value, without quotes
	 * @param source the comparison as written
	 */
	record Comparison(String key, String operator, String value, String source) implements QueryNode {

		@Override
		public String toString() {
			return this.key + ' ' + this.operator + " \"" + this.value + '"';
		}

	}

}
