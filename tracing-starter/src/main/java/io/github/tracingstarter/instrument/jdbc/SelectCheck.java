package io.github.tracingstarter.instrument.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.tracingstarter.sql.SqlDialect;
import io.github.tracingstarter.sql.SqlScanner;
import io.github.tracingstarter.sql.SqlWords;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a statement is a single {@code SELECT}, and finds its placeholders. EXPLAIN
 * does not run a statement, so the statements that are refused here would be harmless in
 * a database that respects that. It must be certain, however, that there is no second
 * statement, which would run.
 */
final class SelectCheck implements SqlWords {

	private static final Set<String> WRITING = Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "UPSERT", "INTO", "CALL",
			"EXEC", "EXECUTE", "CREATE", "ALTER", "DROP", "TRUNCATE", "GRANT", "REVOKE");

	private static final Set<String> LOCKING = Set.of("UPDATE", "SHARE", "NO", "KEY");

	private final List<Integer> placeholders = new ArrayList<>();

	private String first = "";

	private String previous = "";

	private @Nullable String refusal;

	/**
	 * Parses a statement.
	 * @param sql the statement
	 * @param dialect the dialect of its database
	 * @return the result of the check
	 */
	static SelectCheck of(String sql, SqlDialect dialect) {
		if (sql.length() > SqlScanner.MAX_LENGTH) {
			SelectCheck check = new SelectCheck();
			check.refuse("The statement is too long to be read whole.");
			return check;
		}
		SelectCheck check = SqlScanner.read(sql, dialect, new StringBuilder(), SelectCheck::new);
		if (!check.first.equals("SELECT") && !check.first.equals("WITH")) {
			check.refusal = "Only a SELECT can be explained.";
		}
		// Not left to the scanner, because a second statement that is taken for a part of
		// a literal would run.
		String text = sql.strip();
		int semicolon = text.indexOf(';');
		if (semicolon >= 0 && semicolon < text.length() - 1) {
			check.refusal = "The statement has a semicolon in it, so it may be several.";
		}
		if (text.contains("/*!") || text.contains("/*M!")) {
			check.refuse("The statement has a comment that the server runs.");
		}
		return check;
	}

	/**
	 * Returns why the statement is not explained.
	 * @return the reason, or null if it is
	 */
	@Nullable String refusal() {
		return this.refusal;
	}

	/**
	 * Returns how many values are missing in the text.
	 * @return the number of placeholders, without the question marks of operators
	 */
	int parameters() {
		int count = 0;
		for (int i = 0; i < this.placeholders.size(); i++) {
			if (isOperator(i)) {
				i++;
			}
			else {
				count++;
			}
		}
		return count;
	}

	private boolean isOperator(int index) {
		return index + 1 < this.placeholders.size()
				&& this.placeholders.get(index + 1) == this.placeholders.get(index) + 1;
	}

	/**
	 * Returns the statement with numbered placeholders, as in PostgreSQL. Two question
	 * marks are an operator for its driver, and one is for the server.
	 * @param sql the parsed statement
	 * @return the statement for the server
	 */
	String numbered(String sql) {
		StringBuilder text = new StringBuilder(sql.length() + 16);
		int copied = 0;
		int number = 0;
		for (int i = 0; i < this.placeholders.size(); i++) {
			int position = this.placeholders.get(i);
			text.append(sql, copied, position);
			boolean operator = isOperator(i);
			if (operator) {
				text.append('?');
				i++;
			}
			else {
				number++;
				text.append('$').append(number);
			}
			copied = operator ? position + 2 : position + 1;
		}
		return text.append(sql, copied, sql.length()).toString();
	}

	@Override
	public void word(String word) {
		String upper = word.toUpperCase(Locale.ROOT);
		if (this.first.isEmpty()) {
			this.first = upper;
		}
		if (!this.previous.equals(".")) {
			check(upper);
		}
		this.previous = upper;
	}

	private void check(String word) {
		if ((this.previous.equals("FOR") && LOCKING.contains(word))
				|| (this.previous.equals("IN") && word.equals("SHARE"))) {
			refuse("The statement locks rows.");
		}
		else if (WRITING.contains(word)) {
			refuse("The statement contains %s, so it may do more than read.".formatted(word));
		}
	}

	@Override
	public void quoted(String name) {
		begin("\"");
	}

	@Override
	public void literal() {
		begin("'");
	}

	@Override
	public void placeholder(int position) {
		begin("?");
		this.placeholders.add(position);
	}

	@Override
	public void symbol(char symbol) {
		if (symbol != '(') {
			begin(String.valueOf(symbol));
		}
		this.previous = String.valueOf(symbol);
	}

	private void begin(String token) {
		if (this.first.isEmpty()) {
			this.first = token;
		}
		this.previous = token;
	}

	private void refuse(String reason) {
		if (this.refusal == null) {
			this.refusal = reason;
		}
	}

}
