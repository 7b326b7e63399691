package io.github.tracingstarter.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the column of each placeholder, so that values can be masked by name:
 * {@code password = ?} and {@code INSERT INTO users (name, password) VALUES (?, ?)}. A
 * placeholder whose column cannot be found has no name, and its value is masked.
 */
final class ParameterNames {

	private static final Set<String> COMPARISONS = Set.of("IN", "LIKE", "ILIKE", "BETWEEN", "IS", "SIMILAR", "REGEXP",
			"RLIKE");

	private static final Set<String> NEITHER = Set.of("NOT", "ANY", "ALL", "SOME", "TO", "NULL", "ARRAY", "CAST", "AS",
			"ESCAPE", "DISTINCT", "FROM", "SYMMETRIC");

	private static final Set<String> BOUNDARIES = Set.of("WHERE", "SET", "ON", "OR", "HAVING", "SELECT", "VALUES",
			"WHEN", "THEN", "ELSE", "CASE", "RETURNING", "ORDER", "GROUP", "UNION");

	private static final Set<String> COUNTS = Set.of("LIMIT", "OFFSET", "FETCH", "TOP");

	private final List<@Nullable String> names = new ArrayList<>();

	private final List<String> columns = new ArrayList<>();

	private @Nullable String identifier;

	private @Nullable String compared;

	private int comparedDepth;

	private int depth;

	private boolean between;

	private Insert insert = Insert.NONE;

	private int column;

	private int rowDepth;

	private enum Insert {

		NONE, TABLE, COLUMNS, AFTER_COLUMNS, VALUES

	}

	void word(String word) {
		String upper = word.toUpperCase(Locale.ROOT);
		if (upper.equals("INTO") && this.insert == Insert.NONE) {
			this.insert = Insert.TABLE;
		}
		else if (upper.equals("VALUES") && this.insert == Insert.AFTER_COLUMNS) {
			this.insert = Insert.VALUES;
			forget();
		}
		else if (upper.equals("AND")) {
			if (!this.between) {
				forget();
			}
			this.between = false;
		}
		else if (BOUNDARIES.contains(upper)) {
			forget();
		}
		else if (COMPARISONS.contains(upper)) {
			compare();
			this.between = upper.equals("BETWEEN");
		}
		else if (COUNTS.contains(upper)) {
			this.compared = upper.toLowerCase(Locale.ROOT);
			this.comparedDepth = this.depth;
		}
		else if (!NEITHER.contains(upper)) {
			quoted(word);
		}
	}

	void quoted(String name) {
		if (this.insert == Insert.COLUMNS) {
			this.columns.add(name);
		}
		else {
			this.identifier = name;
		}
	}

	void symbol(char symbol) {
		switch (symbol) {
			case '(' -> {
				this.depth++;
				if (this.insert == Insert.TABLE) {
					this.insert = Insert.COLUMNS;
				}
				else if (this.insert == Insert.VALUES && this.rowDepth == 0) {
					this.rowDepth = this.depth;
					this.column = 0;
				}
			}
			case ')' -> {
				this.depth--;
				if (this.insert == Insert.COLUMNS) {
					this.insert = Insert.AFTER_COLUMNS;
				}
				if (this.depth < this.rowDepth) {
					this.rowDepth = 0;
				}
				if (this.depth < this.comparedDepth) {
					forget();
				}
			}
			case ',' -> {
				if (this.depth == this.rowDepth) {
					this.column++;
				}
				if (this.depth == this.comparedDepth) {
					forget();
				}
			}
			case '=', '<', '>', '~' -> compare();
			case ';' -> {
				forget();
				this.insert = Insert.NONE;
			}
			default -> {
			}
		}
	}

	void placeholder() {
		if (this.compared != null) {
			this.names.add(this.compared);
		}
		else if (this.rowDepth > 0 && this.depth >= this.rowDepth && this.column < this.columns.size()) {
			this.names.add(this.columns.get(this.column));
		}
		else {
			this.names.add(null);
		}
	}

	List<@Nullable String> names() {
		return Collections.unmodifiableList(this.names);
	}

	private void compare() {
		if (this.identifier != null) {
			this.compared = this.identifier;
			this.comparedDepth = this.depth;
			this.identifier = null;
		}
	}

	private void forget() {
		this.compared = null;
		this.comparedDepth = -1;
		this.identifier = null;
		this.between = false;
	}

}
