package io.github.tracingstarter.sql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the operations and tables of a statement in the stream of its words. It relies on
 * the few words that precede a table and ignores everything else: a summary may lack a
 * table, but it never contains a value.
 */
final class SqlSummary {

	private static final int MAX_LENGTH = 255;

	private static final Set<String> QUERY_VERBS = Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE",
			"UPSERT");

	private static final Set<String> DEFINITION_VERBS = Set.of("CREATE", "ALTER", "DROP", "TRUNCATE", "COMMENT");

	private static final Set<String> CALL_VERBS = Set.of("CALL", "EXEC", "EXECUTE");

	private static final Set<String> OTHER_VERBS = Set.of("BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT",
			"RELEASE", "SET", "RESET", "SHOW", "EXPLAIN", "DESCRIBE", "ANALYZE", "VACUUM", "GRANT", "REVOKE", "LOCK",
			"UNLOCK", "COPY", "LOAD", "USE", "VALUES", "TABLE", "DO", "DECLARE", "FETCH", "CLOSE", "PREPARE",
			"DEALLOCATE", "REFRESH", "REINDEX", "CHECKPOINT", "LISTEN", "NOTIFY", "UNLISTEN", "KILL", "PRAGMA",
			"RENAME", "OPTIMIZE", "SHUTDOWN", "SCRIPT", "BACKUP", "XA");

	private static final Set<String> DEFINED = Set.of("TABLE", "INDEX", "VIEW", "SEQUENCE", "SCHEMA", "DATABASE",
			"FUNCTION", "PROCEDURE", "TRIGGER", "USER", "ROLE", "TYPE", "DOMAIN", "EXTENSION", "ALIAS", "SYNONYM",
			"TABLESPACE", "COLUMN", "SESSION", "SYSTEM", "PACKAGE", "EVENT", "POLICY", "CONSTRAINT", "SERVER");

	private static final Set<String> BEFORE_NAME = Set.of("ONLY", "LATERAL", "TABLE", "IGNORE", "LOW_PRIORITY", "QUICK",
			"DELAYED", "HIGH_PRIORITY", "IF", "NOT", "EXISTS", "CONCURRENTLY");

	private static final Set<String> AFTER_TABLES = Set.of("WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "SET", "UNION",
			"INTERSECT", "EXCEPT", "MINUS", "VALUES", "RETURNING", "WINDOW", "OFFSET", "FETCH", "FOR", "DUPLICATE",
			"CONFLICT", "CONNECT", "QUALIFY", "OPTION");

	/**
	 * The text that can precede the first word of a statement or of a nested one.
	 */
	private static final Set<String> BEFORE_VERB = Set.of("", "(", ")", ";", "{", "EXPLAIN", "ANALYZE", "VERBOSE",
			"PLAN", "AS", "BEGIN");

	/**
	 * Words that open parentheses without being a function.
	 */
	private static final Set<String> NO_FUNCTION = Set.of("IN", "FROM", "JOIN", "AS", "EXISTS", "ANY", "ALL", "SOME",
			"AND", "OR", "NOT", "WHERE", "ON", "USING", "VALUES", "SELECT", "UNION", "EXCEPT", "INTERSECT", "INTO",
			"MATERIALIZED", "LATERAL", "WITH", "RETURN", "EXPLAIN", "THEN", "ELSE", "WHEN");

	private enum Expected {

		NOTHING, TABLE, INTO_TABLE, DEFINED_TYPE, DEFINED_NAME, PROCEDURE

	}

	private static final class Level {

		private final boolean function;

		private boolean query;

		private boolean tables;

		private boolean with;

		private String verb = "";

		Level(boolean function) {
			this.function = function;
		}

	}

	private final StringBuilder summary = new StringBuilder();

	private final Map<String, String> tables = new LinkedHashMap<>();

	private final Set<String> commonTables = new HashSet<>();

	private final Set<String> procedures = new LinkedHashSet<>();

	private final Deque<Level> levels = new ArrayDeque<>(Set.of(new Level(false)));

	private final StringBuilder name = new StringBuilder();

	private Expected expected = Expected.NOTHING;

	private String previous = "";

	private boolean afterDot;

	private boolean escape;

	private @Nullable String operation;

	private int operationDepth = Integer.MAX_VALUE;

	void word(String word) {
		if (continuesName(word)) {
			return;
		}
		endName(false);
		String upper = word.toUpperCase(Locale.ROOT);
		Level level = this.levels.element();
		if (isVerb(upper, level)) {
			verb(upper, level);
		}
		else if (this.expected == Expected.DEFINED_TYPE) {
			definedType(upper, word);
		}
		else if (this.expected != Expected.NOTHING && isNoName(upper)) {
			this.expected = BEFORE_NAME.contains(upper) ? this.expected : Expected.NOTHING;
			keyword(upper, level);
		}
		else if (this.expected != Expected.NOTHING) {
			this.name.append(word);
		}
		else {
			keyword(upper, level);
		}
		this.previous = upper;
	}

	void quoted(String identifier) {
		String shown = isPlain(identifier) ? identifier : '"' + identifier + '"';
		if (continuesName(shown)) {
			return;
		}
		endName(false);
		if (this.expected != Expected.NOTHING && this.expected != Expected.DEFINED_TYPE) {
			this.name.append(shown);
		}
		else if (isNameOfCommonTable(this.levels.element())) {
			this.commonTables.add(shown.toLowerCase(Locale.ROOT));
		}
		this.previous = "\"";
	}

	void literal() {
		endName(false);
		this.expected = Expected.NOTHING;
		this.previous = "?";
	}

	void symbol(char symbol) {
		if (symbol == '.' && this.name.length() > 0) {
			this.name.append('.');
			this.afterDot = true;
			return;
		}
		endName(symbol == '(');
		switch (symbol) {
			case '(' -> open();
			case ')' -> close();
			case ',' -> {
				if (this.levels.element().tables) {
					this.expected = Expected.TABLE;
				}
			}
			case ';' -> {
				this.levels.clear();
				this.levels.push(new Level(false));
				this.expected = Expected.NOTHING;
			}
			case '{' -> this.escape = true;
			default -> {
				if (this.expected != Expected.PROCEDURE) {
					this.expected = Expected.NOTHING;
				}
			}
		}
		this.previous = (symbol == '=' && this.escape && this.operation == null) ? "{" : String.valueOf(symbol);
	}

	void end() {
		endName(false);
	}

	String text() {
		return this.summary.toString();
	}

	@Nullable String operation() {
		return this.operation;
	}

	@Nullable String collection() {
		return (this.tables.size() == 1) ? this.tables.values().iterator().next() : null;
	}

	@Nullable String procedure() {
		return (this.procedures.size() == 1) ? this.procedures.iterator().next() : null;
	}

	private boolean continuesName(String part) {
		if (this.afterDot) {
			this.name.append(part);
			this.afterDot = false;
			return true;
		}
		return false;
	}

	private boolean isVerb(String upper, Level level) {
		if (upper.equals("SELECT")) {
			return true;
		}
		if (upper.equals("WITH") || CALL_VERBS.contains(upper) || DEFINITION_VERBS.contains(upper)
				|| OTHER_VERBS.contains(upper)) {
			return level.verb.isEmpty() && !level.function && isAtStart();
		}
		return QUERY_VERBS.contains(upper) && !level.function && isAtStart();
	}

	private boolean isAtStart() {
		return BEFORE_VERB.contains(this.previous);
	}

	private void verb(String verb, Level level) {
		level.tables = false;
		level.with = verb.equals("WITH");
		this.expected = Expected.NOTHING;
		if (level.with) {
			return;
		}
		level.verb = verb;
		if (DEFINITION_VERBS.contains(verb)) {
			this.expected = Expected.DEFINED_TYPE;
			return;
		}
		operation(verb);
		switch (verb) {
			case "SELECT", "DELETE" -> level.query = true;
			case "UPDATE" -> {
				level.query = true;
				level.tables = true;
				this.expected = Expected.TABLE;
			}
			case "CALL", "EXEC", "EXECUTE" -> this.expected = Expected.PROCEDURE;
			case "TABLE" -> this.expected = Expected.TABLE;
			case "EXPLAIN" -> level.verb = "";
			default -> {
			}
		}
	}

	private void definedType(String upper, String word) {
		String verb = this.levels.element().verb;
		if (DEFINED.contains(upper)) {
			operation(verb + ' ' + upper);
			this.expected = Expected.DEFINED_NAME;
		}
		else if (verb.equals("TRUNCATE")) {
			operation(verb);
			this.name.append(word);
			this.expected = Expected.DEFINED_NAME;
		}
	}

	private void keyword(String upper, Level level) {
		switch (upper) {
			case "FROM" -> {
				if (level.query && !this.previous.equals("DISTINCT")) {
					level.tables = true;
					this.expected = Expected.TABLE;
				}
			}
			case "JOIN", "STRAIGHT_JOIN", "APPLY" -> this.expected = Expected.TABLE;
			case "INTO" -> {
				if (!level.verb.isEmpty() && !level.verb.equals("SELECT") && this.tables.isEmpty()) {
					this.expected = Expected.INTO_TABLE;
				}
			}
			case "USING" -> {
				if (level.verb.equals("MERGE") || level.verb.equals("DELETE")) {
					this.expected = Expected.TABLE;
				}
			}
			default -> {
				if (AFTER_TABLES.contains(upper)) {
					level.tables = false;
				}
				else if (isNameOfCommonTable(level)) {
					this.commonTables.add(upper.toLowerCase(Locale.ROOT));
				}
			}
		}
	}

	private boolean isNameOfCommonTable(Level level) {
		return level.with
				&& (this.previous.equals("WITH") || this.previous.equals("RECURSIVE") || this.previous.equals(","));
	}

	private boolean isNoName(String upper) {
		return BEFORE_NAME.contains(upper) || AFTER_TABLES.contains(upper) || upper.equals("ON") || upper.equals("FROM")
				|| upper.equals("INTO") || upper.equals("IMMEDIATE");
	}

	private void open() {
		boolean function = !NO_FUNCTION.contains(this.previous) && !this.previous.isEmpty()
				&& (Character.isLetter(this.previous.charAt(0)) || this.previous.equals("\""));
		Expected within = (this.expected == Expected.TABLE) ? Expected.TABLE : Expected.NOTHING;
		this.levels.push(new Level(function && within == Expected.NOTHING));
		this.expected = within;
	}

	private void close() {
		if (this.levels.size() > 1) {
			this.levels.pop();
		}
		this.expected = Expected.NOTHING;
	}

	/**
	 * Called when a name is complete. After FROM, parentheses make it a function rather
	 * than a table.
	 */
	private void endName(boolean beforeParenthesis) {
		if (this.name.length() == 0) {
			return;
		}
		String found = this.name.toString();
		this.name.setLength(0);
		this.afterDot = false;
		Expected kind = this.expected;
		this.expected = Expected.NOTHING;
		String key = found.toLowerCase(Locale.ROOT);
		if ((kind == Expected.TABLE && beforeParenthesis) || this.commonTables.contains(key)) {
			return;
		}
		if (kind == Expected.PROCEDURE) {
			this.procedures.add(found);
		}
		else {
			this.tables.putIfAbsent(key, found);
		}
		append(found);
	}

	/**
	 * Sets the operation of the statement, which is the outermost one; with WITH, it is
	 * not the first.
	 */
	private void operation(String name) {
		if (this.levels.size() < this.operationDepth) {
			this.operation = name;
			this.operationDepth = this.levels.size();
		}
		append(name);
	}

	private void append(String word) {
		if (this.summary.length() + word.length() < MAX_LENGTH) {
			if (this.summary.length() > 0) {
				this.summary.append(' ');
			}
			this.summary.append(word);
		}
	}

	private static boolean isPlain(String identifier) {
		return !identifier.isEmpty()
				&& identifier.chars().allMatch((c) -> Character.isJavaIdentifierPart(c) || c == '-' || c == '.');
	}

}
