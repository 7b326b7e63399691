package io.github.tracingstarter.sql;

import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import io.github.tracingstarter.sql.SqlDialect.Trait;

/**
 * Reads a statement once, from left to right, writes its text without literals and
 * comments, and reports its words. It knows tokens but not a grammar, so it accepts any
 * dialect and any malformed text. If it cannot be determined whether something is a
 * literal, or where a literal ends, everything that follows is treated as one.
 */
public final class SqlScanner {

	/**
	 * Longer statements are cut at this length. The rest is neither read nor shown.
	 */
	public static final int MAX_LENGTH = 10_000;

	private static final String CUT = "...";

	/** No database has longer names, so a longer text is something else. */
	private static final int LONGEST_NAME = 256;

	/** JDBC's own braces: <code>{d '2020-01-01'}</code>. */
	private static final Set<String> ESCAPES = Set.of("call", "d", "t", "ts", "fn", "oj", "escape", "limit", "?");

	private static final Set<String> LITERAL_PREFIXES = Set.of("e", "n", "b", "x", "u", "q", "nq", "r", "bx", "gx",
			"ux", "br", "rb");

	private static final int UNTERMINATED = -1;

	private static final int UNKNOWN_END = -2;

	private static final SqlWords NO_WORDS = new SqlWords() {
	};

	private final String sql;

	private final int end;

	private final SqlDialect dialect;

	private final StringBuilder text;

	private final SqlWords words;

	private final BareLiterals bare;

	private int position;

	/** The position of the first delimited token, or -1. */
	private int firstQuote = -1;

	/** Whether a literal extended to the end of the statement. */
	private boolean unterminated;

	private boolean afterIn;

	private int depth;

	private int listDepth = -1;

	private SqlScanner(String sql, int end, SqlDialect dialect, StringBuilder text, SqlWords words) {
		this.sql = sql;
		this.end = end;
		this.dialect = dialect;
		this.text = text;
		this.words = words;
		this.bare = new BareLiterals(dialect);
	}

	/**
	 * Returns a statement without its literals and comments.
	 * @param sql the statement
	 * @param dialect the dialect of its database
	 * @return the remaining text, with a question mark for each literal
	 */
	public static String mask(String sql, SqlDialect dialect) {
		StringBuilder text = new StringBuilder(Math.min(sql.length(), MAX_LENGTH));
		read(sql, dialect, text, () -> NO_WORDS);
		return text.toString().strip();
	}

	/**
	 * Reads a statement.
	 * @param <W> the type of the receiver of its words
	 * @param sql the statement
	 * @param dialect the dialect of its database
	 * @param text takes the remaining text
	 * @param words creates the receiver of the words; called twice if it turns out that
	 * the statement was misread
	 * @return the receiver of the words in the text
	 */
	public static <W extends SqlWords> W read(String sql, SqlDialect dialect, StringBuilder text, Supplier<W> words) {
		W shown = words.get();
		boolean cut = sql.length() > MAX_LENGTH;
		// Cut off rather than ignored, because the end of a token is searched for often.
		String begin = cut ? sql.substring(0, MAX_LENGTH) : sql;
		SqlScanner scanner = new SqlScanner(begin, begin.length(), dialect, text, shown);
		scanner.scan();
		if (scanner.unterminated && !cut) {
			// Somewhere a quote was missed or something else was taken for one, so none
			// of them can be relied on.
			text.setLength(0);
			shown = words.get();
			scanner = new SqlScanner(sql, scanner.firstQuote, dialect, text, shown);
			scanner.scan();
			scanner.literal(scanner.end);
		}
		if (cut) {
			text.append(CUT);
		}
		return shown;
	}

	private void scan() {
		while (this.position < this.end) {
			next(this.sql.charAt(this.position));
		}
	}

	private void next(char c) {
		if (c <= ' ' || Character.isWhitespace(c)) {
			space();
			this.position++;
		}
		else if (!comment(c) && !quoted(c)) {
			if (isDigit(c) || (c == '.' && isDigit(peek(1))) || isMoney(c)) {
				literal(endOfNumber());
			}
			else if (Character.isJavaIdentifierStart(c) || c == '@' || c == '#') {
				word();
			}
			else {
				symbol(c);
			}
		}
	}

	private boolean comment(char c) {
		if (c == '-' && peek(1) == '-') {
			char after = peek(2);
			boolean spaced = after <= ' ';
			if (!spaced && has(Trait.SPACED_COMMENTS)) {
				return false;
			}
			skipLine(!spaced && has(Trait.PERHAPS_SPACED_COMMENTS));
			return true;
		}
		if (c == '#' && (has(Trait.HASH_COMMENTS) || has(Trait.PERHAPS_HASH_COMMENTS))) {
			skipLine(!has(Trait.HASH_COMMENTS));
			return true;
		}
		if (c == '/' && peek(1) == '/' && has(Trait.PERHAPS_SLASH_COMMENTS)) {
			skipLine(true);
			return true;
		}
		if (c == '/' && peek(1) == '*') {
			skipComment();
			return true;
		}
		if (c == '{' && has(Trait.PERHAPS_BRACES) && !isEscape()) {
			skipTo(this.sql.indexOf('}', this.position) + 1, true);
			return true;
		}
		return false;
	}

	private boolean quoted(char c) {
		int start = this.position;
		if (c == '\'' || (c == '"' && !has(Trait.DOUBLE_QUOTED_NAMES))) {
			quotedLiteral(closingQuote(start, c, has(Trait.PERHAPS_BACKSLASHES)));
		}
		else if (c == '"') {
			quotedName(closingQuote(start, c, has(Trait.PERHAPS_BACKSLASHES)));
		}
		else if (c == '`') {
			int after = closingQuote(start, c, has(Trait.PERHAPS_BACKSLASHES));
			if (after > 0 && !has(Trait.BACKTICKS) && isSpecial(start + 1, after - 1)) {
				unsure();
			}
			else {
				quotedName(after);
			}
		}
		else if (c == '[' && has(Trait.BRACKETED_NAMES)) {
			quotedName(closingQuote(start, ']', false));
		}
		else if (c == '[' && has(Trait.PERHAPS_BRACKETS)) {
			return bracket();
		}
		else if (c == '$' && isDollarQuote()) {
			if (has(Trait.DOLLAR_QUOTES)) {
				quotedLiteral(closingDollarQuote());
			}
			else {
				unsure();
			}
		}
		else {
			return false;
		}
		return true;
	}

	private void word() {
		int start = this.position;
		int index = start + 1;
		while (index < this.end && isNamePart(this.sql.charAt(index))) {
			index++;
		}
		String word = this.sql.substring(start, index);
		if (index < this.end && this.sql.charAt(index) == '\'' && isLiteralPrefix(word)) {
			prefixedLiteral(word, index);
		}
		else if (this.bare.isLiteral(word)) {
			literal(index);
		}
		else {
			this.text.append(word);
			this.words.word(word);
			this.afterIn = word.equalsIgnoreCase("in");
			this.position = index;
		}
	}

	private void prefixedLiteral(String prefix, int open) {
		boolean alternative = prefix.equalsIgnoreCase("q") || prefix.equalsIgnoreCase("nq");
		if (alternative && has(Trait.ALTERNATIVE_QUOTES)) {
			quotedLiteral(closingAlternativeQuote(open));
		}
		else if (alternative && has(Trait.PERHAPS_ALTERNATIVE_QUOTES)
				&& closingAlternativeQuote(open) != closingQuote(open, '\'', true)) {
			unsure();
		}
		else if (prefix.equalsIgnoreCase("e") && !has(Trait.PERHAPS_BACKSLASHES)) {
			quotedLiteral(closingEscapedQuote(open));
		}
		else {
			quotedLiteral(closingQuote(open, '\'', has(Trait.PERHAPS_BACKSLASHES)));
		}
	}

	private void quotedName(int after) {
		if (after < 0) {
			quotedLiteral(after);
			return;
		}
		String quoted = this.sql.substring(this.position, after);
		if (quoted.length() > LONGEST_NAME || quoted.indexOf('\n') >= 0) {
			quotedLiteral(after);
		}
		else if (this.bare.isQuotedLiteral()) {
			literal(after);
		}
		else {
			rememberQuote();
			this.text.append(quoted);
			this.words.quoted(quoted.substring(1, quoted.length() - 1));
			this.afterIn = false;
			this.position = after;
		}
	}

	/**
	 * Reads a bracket: a name in SQL Server, an index or a list elsewhere. The difference
	 * does not matter if the brackets contain no other delimited token, or contain all of
	 * it.
	 */
	private boolean bracket() {
		int close = this.sql.indexOf(']', this.position);
		if (close < 0 || close >= this.end) {
			return false;
		}
		if (close + 1 < this.end && this.sql.charAt(close + 1) == ']') {
			unsure();
			return true;
		}
		if (isBracketedName(close)) {
			quotedName(close + 1);
			return true;
		}
		int index = this.position + 1;
		while (index < close) {
			char c = this.sql.charAt(index);
			if (c == '\'' || c == '"') {
				index = closingQuote(index, c, has(Trait.PERHAPS_BACKSLASHES));
				if (index < 0 || index > close) {
					unsure();
					return true;
				}
			}
			else if (isSpecial(index, index + 1)) {
				unsure();
				return true;
			}
			else {
				index++;
			}
		}
		return false;
	}

	private void quotedLiteral(int after) {
		rememberQuote();
		if (after < 0) {
			this.unterminated |= after == UNTERMINATED;
			literal(this.end);
		}
		else if (has(Trait.PERHAPS_TRIPLE_QUOTES) && isTripleQuote()) {
			unsure();
		}
		else {
			literal(after);
		}
	}

	/**
	 * Writes a placeholder for a literal. A list of literals becomes one placeholder,
	 * because the number of values says little and costs bytes in each span.
	 */
	private void literal(int after) {
		placeholder();
		this.words.literal();
		this.bare.literal();
		this.position = after;
	}

	private void unsure() {
		literal(this.end);
	}

	private void placeholder() {
		int length = this.text.length();
		boolean inList = this.listDepth == this.depth;
		if (inList && length > 2 && this.text.charAt(length - 1) == ' ' && this.text.charAt(length - 2) == ','
				&& this.text.charAt(length - 3) == '?') {
			this.text.setLength(length - 2);
		}
		else if (inList && length > 1 && this.text.charAt(length - 1) == ',' && this.text.charAt(length - 2) == '?') {
			this.text.setLength(length - 1);
		}
		else {
			this.text.append('?');
		}
	}

	private void symbol(char c) {
		if (c == '?') {
			placeholder();
			this.words.placeholder(this.position);
			this.bare.literal();
		}
		else {
			if (c == '(') {
				this.depth++;
				this.listDepth = this.afterIn ? this.depth : this.listDepth;
			}
			else if (c == ')') {
				this.depth--;
				this.listDepth = -1;
			}
			this.text.append(c);
			this.words.symbol(c);
			this.bare.symbol(c);
		}
		this.afterIn = false;
		this.position++;
	}

	private void space() {
		int length = this.text.length();
		if (length > 0 && this.text.charAt(length - 1) != ' ') {
			this.text.append(' ');
		}
	}

	/**
	 * Skips to the end of the line. Not all databases agree that a carriage return ends
	 * one.
	 */
	private void skipLine(boolean perhaps) {
		int lineEnd = this.position;
		while (lineEnd < this.end && this.sql.charAt(lineEnd) != '\n' && this.sql.charAt(lineEnd) != '\r') {
			lineEnd++;
		}
		int feed = this.sql.indexOf('\n', lineEnd);
		feed = (feed < 0 || feed > this.end) ? this.end : feed;
		if (isSpecial(lineEnd, feed)) {
			unsure();
		}
		else {
			skipTo(feed, perhaps);
		}
	}

	/**
	 * Skips a comment. Comments nest in some databases but not in others, and some
	 * databases execute their contents.
	 */
	private void skipComment() {
		int close = this.sql.indexOf("*/", this.position + 2);
		int inner = this.sql.indexOf("/*", this.position + 2);
		if (has(Trait.CODE_COMMENTS) && (peek(2) == '!' || (peek(2) == 'M' && peek(3) == '!'))) {
			skipTo(close + 2, true);
		}
		else if (close < 0 || close + 2 > this.end) {
			// An earlier character may have been taken for a quote.
			this.unterminated |= this.firstQuote >= 0;
			this.position = this.end;
		}
		else if (inner < 0 || inner > close || has(Trait.FLAT_COMMENTS)) {
			skipTo(close + 2, false);
		}
		else if (has(Trait.NESTED_COMMENTS)) {
			skipTo(nestedEnd(), false);
		}
		else {
			unsure();
		}
		space();
	}

	private int nestedEnd() {
		int nested = 1;
		int index = this.position + 2;
		while (index + 1 < this.end) {
			boolean opens = this.sql.charAt(index) == '/' && this.sql.charAt(index + 1) == '*';
			boolean closes = this.sql.charAt(index) == '*' && this.sql.charAt(index + 1) == '/';
			nested += opens ? 1 : (closes ? -1 : 0);
			index += (opens || closes) ? 2 : 1;
			if (nested == 0) {
				return index;
			}
		}
		return 0;
	}

	/**
	 * Skips a comment.
	 * @param after the index after its end, or 0 or 1 if it does not end
	 * @param perhaps whether it may be something else
	 */
	private void skipTo(int after, boolean perhaps) {
		int to = (after <= 1 || after > this.end) ? this.end : after;
		if (perhaps && isSpecial(this.position + 1, to)) {
			unsure();
		}
		else {
			this.position = to;
		}
	}

	/**
	 * Finds the end of a literal or name whose quote is doubled within it.
	 * @return the index after its end, or a negative number if there is no end or it
	 * cannot be determined
	 */
	private int closingQuote(int open, char quote, boolean backslashMayEscape) {
		int backslashes = 0;
		for (int index = open + 1; index < this.end; index++) {
			char c = this.sql.charAt(index);
			if (c == quote) {
				if (backslashMayEscape && backslashes % 2 == 1) {
					return UNKNOWN_END;
				}
				if (index + 1 >= this.end || this.sql.charAt(index + 1) != quote) {
					return index + 1;
				}
				index++;
			}
			backslashes = (c == '\\') ? backslashes + 1 : 0;
		}
		return UNTERMINATED;
	}

	/**
	 * Finds the end of PostgreSQL's {@code E'it\'s'}.
	 */
	private int closingEscapedQuote(int open) {
		for (int index = open + 1; index < this.end; index++) {
			char c = this.sql.charAt(index);
			if (c == '\\') {
				index++;
			}
			else if (c == '\'') {
				if (index + 1 >= this.end || this.sql.charAt(index + 1) != '\'') {
					return index + 1;
				}
				index++;
			}
		}
		return UNTERMINATED;
	}

	/**
	 * Finds the end of Oracle's {@code q'[it's]'}.
	 */
	private int closingAlternativeQuote(int open) {
		if (open + 1 >= this.end) {
			return UNTERMINATED;
		}
		char delimiter = this.sql.charAt(open + 1);
		int bracket = "[{(<".indexOf(delimiter);
		char closing = (bracket >= 0) ? "]})>".charAt(bracket) : delimiter;
		for (int index = open + 2; index + 1 < this.end; index++) {
			if (this.sql.charAt(index) == closing && this.sql.charAt(index + 1) == '\'') {
				return index + 2;
			}
		}
		return UNTERMINATED;
	}

	private boolean isDollarQuote() {
		if (!has(Trait.DOLLAR_QUOTES) && !has(Trait.PERHAPS_DOLLAR_QUOTES)) {
			return false;
		}
		int index = this.position + 1;
		while (index < this.end && isTagPart(this.sql.charAt(index))) {
			index++;
		}
		return index < this.end && this.sql.charAt(index) == '$' && !isDigit(this.sql.charAt(this.position + 1));
	}

	private int closingDollarQuote() {
		String tag = this.sql.substring(this.position, this.sql.indexOf('$', this.position + 1) + 1);
		int close = this.sql.indexOf(tag, this.position + tag.length());
		int after = close + tag.length();
		return (close < 0 || after > this.end) ? UNTERMINATED : after;
	}

	/**
	 * Returns whether a part contains a delimited token, so that it matters whether the
	 * part is code.
	 */
	private boolean isSpecial(int from, int to) {
		for (int index = from; index < to; index++) {
			char c = this.sql.charAt(index);
			char after = (index + 1 < this.end) ? this.sql.charAt(index + 1) : '\0';
			boolean special = switch (c) {
				case '\'', '"', '`', '[', '$', '{', '#' -> true;
				case '-' -> after == '-';
				case '/' -> after == '*' || after == '/';
				default -> false;
			};
			if (special) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns whether a bracket is SQL Server's {@code [order details]}, as opposed to an
	 * index into an array.
	 */
	private boolean isBracketedName(int close) {
		if (!Character.isLetter(peek(1))) {
			return false;
		}
		for (int index = this.position + 1; index < close; index++) {
			char c = this.sql.charAt(index);
			if (!isTagPart(c) && " .-".indexOf(c) < 0) {
				return false;
			}
		}
		return !isSpecial(this.position + 1, close);
	}

	private boolean isEscape() {
		int index = this.position + 1;
		while (index < this.end && Character.isWhitespace(this.sql.charAt(index))) {
			index++;
		}
		int start = index;
		while (index < this.end && (Character.isLetter(this.sql.charAt(index)) || this.sql.charAt(index) == '?')) {
			index++;
		}
		return ESCAPES.contains(this.sql.substring(start, index).toLowerCase(Locale.ROOT));
	}

	private boolean isTripleQuote() {
		char quote = this.sql.charAt(this.position);
		return (quote == '\'' || quote == '"') && peek(1) == quote && peek(2) == quote;
	}

	/**
	 * Returns whether the text is an amount of money as in SQL Server, such as
	 * {@code $123.45} and {@code €5}.
	 */
	private boolean isMoney(char c) {
		if (Character.getType(c) != Character.CURRENCY_SYMBOL) {
			return false;
		}
		int index = this.position + 1;
		while (index < this.end && isDigit(this.sql.charAt(index))) {
			index++;
		}
		int digits = index - this.position - 1;
		char after = (index < this.end) ? this.sql.charAt(index) : '\0';
		boolean parameter = c == '$' && digits > 0 && digits < 5 && after != '.' && !isNamePart(after)
				&& has(Trait.DOLLAR_PARAMETERS);
		return !parameter && (digits > 0 || after == '.');
	}

	private int endOfNumber() {
		int index = this.position + 1;
		while (index < this.end) {
			char c = this.sql.charAt(index);
			boolean sign = (c == '+' || c == '-') && "eE".indexOf(this.sql.charAt(index - 1)) >= 0;
			if (!sign && c != '.' && !isNamePart(c)) {
				break;
			}
			index++;
		}
		return index;
	}

	private void rememberQuote() {
		if (this.firstQuote < 0) {
			this.firstQuote = this.position;
		}
	}

	private boolean has(Trait trait) {
		return this.dialect.has(trait);
	}

	private char peek(int offset) {
		int index = this.position + offset;
		return (index < this.end) ? this.sql.charAt(index) : '\0';
	}

	private static boolean isLiteralPrefix(String word) {
		return word.charAt(0) == '_' || LITERAL_PREFIXES.contains(word.toLowerCase(Locale.ROOT));
	}

	private boolean isNamePart(char c) {
		if (c == '#') {
			return !has(Trait.HASH_COMMENTS) && !has(Trait.PERHAPS_HASH_COMMENTS);
		}
		return c > ' ' && (Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c) || c == '@');
	}

	private boolean isTagPart(char c) {
		return c != '$' && isNamePart(c);
	}

	private static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

}
