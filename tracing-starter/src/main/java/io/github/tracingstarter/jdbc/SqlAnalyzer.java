package io.github.tracingstarter.jdbc;

import java.util.Locale;

/**
 * Reads a statement once, from left to right: writes its text without literals and
 * comments, and shows its words to {@link SqlSummary} and {@link ParameterNames}. It
 * knows the shape of tokens and no grammar, so that any dialect, and any nonsense, passes
 * through it.
 */
final class SqlAnalyzer {

	/**
	 * Longer statements are cut here: what follows is neither read nor shown.
	 */
	static final int MAX_LENGTH = 10_000;

	private static final String CUT = "...";

	private final String sql;

	private final int end;

	private final Dialect dialect;

	private final StringBuilder text;

	private final SqlSummary summary = new SqlSummary();

	private final ParameterNames parameters = new ParameterNames();

	private final PasswordClause password = new PasswordClause();

	private int position;

	private SqlAnalyzer(String sql, Dialect dialect) {
		this.sql = sql;
		this.end = Math.min(sql.length(), MAX_LENGTH);
		this.dialect = dialect;
		this.text = new StringBuilder(this.end);
	}

	/**
	 * Analyses a statement.
	 * @param sql the statement
	 * @param dialect how its database writes literals
	 * @return what it says
	 */
	static Sql analyze(String sql, Dialect dialect) {
		SqlAnalyzer analyzer = new SqlAnalyzer(sql, dialect);
		try {
			return analyzer.analyze();
		}
		catch (RuntimeException ex) {
			Failures.log(ex);
			return Sql.UNKNOWN;
		}
	}

	private Sql analyze() {
		while (this.position < this.end) {
			next(this.sql.charAt(this.position));
		}
		this.summary.end();
		if (this.sql.length() > this.end) {
			this.text.append(CUT);
		}
		return new Sql(this.text.toString().strip(), this.summary.text(), this.summary.operation(),
				this.summary.collection(), this.summary.procedure(), this.parameters.names());
	}

	private void next(char c) {
		if (c <= ' ' || Character.isWhitespace(c)) {
			space();
			this.position++;
		}
		else if (c == '-' && peek(1) == '-') {
			skipLine();
		}
		else if (c == '#' && this.dialect.doubleQuotedLiterals()) {
			skipLine();
		}
		else if (c == '/' && peek(1) == '*') {
			skipComment();
		}
		else if (c == '\'') {
			literal(closingQuote(this.position, '\'', this.dialect.backslashEscapes()));
		}
		else if (c == '"' && this.dialect.doubleQuotedLiterals()) {
			literal(closingQuote(this.position, '"', this.dialect.backslashEscapes()));
		}
		else if (c == '"' || c == '`') {
			quotedName(closingQuote(this.position, c, false));
		}
		else if (c == '[' && isBracketedName()) {
			quotedName(this.sql.indexOf(']', this.position) + 1);
		}
		else if (c == '$' && isDollarQuote()) {
			literal(closingDollarQuote());
		}
		else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
			literal(endOfNumber());
		}
		else if (Character.isJavaIdentifierStart(c) || c == '@' || c == '#') {
			word();
		}
		else {
			symbol(c);
		}
	}

	private void word() {
		int start = this.position;
		int index = start + 1;
		while (index < this.end && isNamePart(this.sql.charAt(index))) {
			index++;
		}
		String word = this.sql.substring(start, index);
		if (index < this.end && this.sql.charAt(index) == '\'' && isLiteralPrefix(word)) {
			boolean escapes = this.dialect.backslashEscapes() || word.equalsIgnoreCase("e");
			literal(isOracleQuote(word) ? closingOracleQuote(index) : closingQuote(index, '\'', escapes));
			return;
		}
		if (this.password.takeNext()) {
			literal(index);
			return;
		}
		this.text.append(word);
		this.summary.word(word);
		this.password.word(word, this.summary.operation());
		this.parameters.word(word);
		this.position = index;
	}

	private void quotedName(int after) {
		if (this.password.takeNext()) {
			literal(after);
			return;
		}
		String quoted = this.sql.substring(this.position, after);
		boolean closed = quoted.length() > 1;
		String name = closed ? quoted.substring(1, quoted.length() - 1) : "";
		this.text.append(quoted);
		this.summary.quoted(name);
		this.parameters.quoted(name);
		this.position = after;
	}

	/**
	 * Writes one placeholder for a literal. A list of them becomes one, as the number of
	 * values says little and costs bytes in each span.
	 */
	private void literal(int after) {
		placeholder();
		this.summary.literal();
		this.password.takeNext();
		this.position = after;
	}

	private void placeholder() {
		int length = this.text.length();
		if (this.parameters.isInList() && length > 2 && this.text.charAt(length - 1) == ' '
				&& this.text.charAt(length - 2) == ',' && this.text.charAt(length - 3) == '?') {
			this.text.setLength(length - 2);
			return;
		}
		if (this.parameters.isInList() && length > 1 && this.text.charAt(length - 1) == ','
				&& this.text.charAt(length - 2) == '?') {
			this.text.setLength(length - 1);
			return;
		}
		this.text.append('?');
	}

	private void symbol(char c) {
		if (c == '?') {
			placeholder();
			this.parameters.placeholder();
			this.summary.literal();
		}
		else {
			this.text.append(c);
			this.summary.symbol(c);
			this.parameters.symbol(c);
		}
		this.position++;
	}

	private void space() {
		int length = this.text.length();
		if (length > 0 && this.text.charAt(length - 1) != ' ') {
			this.text.append(' ');
		}
	}

	private void skipLine() {
		while (this.position < this.end && this.sql.charAt(this.position) != '\n'
				&& this.sql.charAt(this.position) != '\r') {
			this.position++;
		}
	}

	/**
	 * Comments nest in standard SQL, and not in MySQL. One too many swallowed shows less;
	 * one too few would show what is in it.
	 */
	private void skipComment() {
		int depth = 1;
		this.position += 2;
		while (this.position < this.end && depth > 0) {
			char c = this.sql.charAt(this.position);
			if (c == '*' && peek(1) == '/') {
				depth--;
				this.position++;
			}
			else if (c == '/' && peek(1) == '*' && this.dialect != Dialect.MYSQL) {
				depth++;
				this.position++;
			}
			this.position++;
		}
		this.position = Math.min(this.position, this.end);
		space();
	}

	private int closingQuote(int open, char quote, boolean backslashEscapes) {
		int index = open + 1;
		while (index < this.end) {
			char c = this.sql.charAt(index);
			if (c == '\\' && backslashEscapes) {
				index++;
			}
			else if (c == '\\' && this.dialect.backslashMayEscape() && index + 1 < this.end
					&& this.sql.charAt(index + 1) == quote) {
				return this.end;
			}
			else if (c == quote) {
				if (index + 1 >= this.end || this.sql.charAt(index + 1) != quote) {
					return index + 1;
				}
				index++;
			}
			index++;
		}
		return this.end;
	}

	/**
	 * Oracle's {@code q'[it's]'}.
	 */
	private int closingOracleQuote(int open) {
		if (open + 1 >= this.end) {
			return this.end;
		}
		char delimiter = this.sql.charAt(open + 1);
		int bracket = "[{(<".indexOf(delimiter);
		char closing = (bracket >= 0) ? "]})>".charAt(bracket) : delimiter;
		for (int index = open + 2; index + 1 < this.end; index++) {
			if (this.sql.charAt(index) == closing && this.sql.charAt(index + 1) == '\'') {
				return index + 2;
			}
		}
		return this.end;
	}

	private boolean isDollarQuote() {
		int index = this.position + 1;
		while (index < this.end && isTagPart(this.sql.charAt(index))) {
			index++;
		}
		return index < this.end && this.sql.charAt(index) == '$' && !isDigit(this.sql.charAt(this.position + 1));
	}

	private int closingDollarQuote() {
		String tag = this.sql.substring(this.position, this.sql.indexOf('$', this.position + 1) + 1);
		int close = this.sql.indexOf(tag, this.position + tag.length());
		return (close < 0) ? this.end : Math.min(this.end, close + tag.length());
	}

	/**
	 * SQL Server's {@code [order details]}, as opposed to an index into an array.
	 */
	private boolean isBracketedName() {
		int index = this.position + 1;
		if (index >= this.end || !Character.isLetter(this.sql.charAt(index))) {
			return false;
		}
		while (index < this.end && (isNamePart(this.sql.charAt(index)) || " .-".indexOf(this.sql.charAt(index)) >= 0)) {
			index++;
		}
		return index < this.end && this.sql.charAt(index) == ']';
	}

	private int endOfNumber() {
		int index = this.position;
		while (index < this.end) {
			char c = this.sql.charAt(index);
			boolean sign = (c == '+' || c == '-') && "eE".indexOf(this.sql.charAt(Math.max(0, index - 1))) >= 0
					&& index > this.position && this.sql.charAt(this.position + 1) != 'x';
			if (!sign && c != '.' && !isNamePart(c)) {
				break;
			}
			index++;
		}
		return index;
	}

	private char peek(int offset) {
		int index = this.position + offset;
		return (index < this.end) ? this.sql.charAt(index) : '\0';
	}

	private static boolean isLiteralPrefix(String word) {
		return switch (word.toLowerCase(Locale.ROOT)) {
			case "e", "n", "b", "x", "u", "q", "nq" -> true;
			default -> word.charAt(0) == '_';
		};
	}

	private static boolean isOracleQuote(String word) {
		return word.equalsIgnoreCase("q") || word.equalsIgnoreCase("nq");
	}

	private static boolean isNamePart(char c) {
		return c > ' '
				&& (Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c) || c == '#' || c == '@');
	}

	private static boolean isTagPart(char c) {
		return c != '$' && isNamePart(c);
	}

	private static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

}
