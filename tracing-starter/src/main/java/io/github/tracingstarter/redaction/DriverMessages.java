package io.github.tracingstarter.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Messages of drivers without the values in them. A message is shown only if it is a
 * known one, because only then is it known where its values are. Names of tables, columns
 * and constraints remain, as in the text of a statement.
 */
final class DriverMessages {

	/** Longer messages quote statements or rows. */
	private static final int LONGEST = 4000;

	private static final String NAME = "[\\p{L}_][\\p{L}\\p{N}_$#.-]{0,200}";

	/**
	 * The columns of a key, which may be expressions, without anything that may be a
	 * value.
	 */
	private static final String COLUMNS = "[\\p{L}_\"`][\\p{L}\\p{N}_$#.,:\"`() ]{0,400}?";

	/** The type of data, a statement or a constraint. */
	private static final String TYPE = "\\p{L}[\\p{L}\\p{N}_ ,()\\[\\]]{0,80}";

	/**
	 * The known messages. In braces, N is a name, C are columns, T is a type, I is a
	 * number, and V is a value, which is hidden.
	 */
	private static final List<Pattern> KNOWN = patterns(
			"""
					{I}: {V}
					HTTP {I} - {V}
					Unique index or primary key violation: "{N} ON {N}({C}) VALUES ({V})"
					Unique index or primary key violation: "PRIMARY KEY ON {N}({C}) ({V})"
					Unique index or primary key violation: "{N} PRIMARY KEY ON {N}({C}) ({V})"
					Unique index or primary key violation: "{N} INDEX {N} ON {N}({C}) VALUES ({V})"
					Unique index or primary key violation: "{N} ON {N}({C})"
					Referential integrity constraint violation: "{N}: {N} FOREIGN KEY({C}) REFERENCES {N}({C}) ({V})"
					Check constraint violation: "{N}: {V}"
					Check constraint violation: "{N}"
					NULL not allowed for column "{N}"
					Table "{N}" not found
					Table "{N}" not found (this database is empty)
					Table "{N}" not found (candidates are: "{C}")
					Column "{N}" not found
					Schema "{N}" not found
					Function "{N}" not found
					Sequence "{N}" not found
					Table "{N}" already exists
					Value too long for column "{V}": "{V}"
					Data conversion error converting "{V}"
					Numeric value out of range: "{V}"
					Division by zero: "{V}"
					Column count does not match
					Scalar subquery contains more than one row
					Parameter "#{I}" is not set
					Syntax error in SQL statement "{V}"; expected "{V}"
					Syntax error in SQL statement "{V}"
					Timeout trying to lock table "{N}"
					Timeout trying to lock table {V}
					Deadlock detected. The current transaction was rolled back.{V}
					Concurrent update in table "{N}": another transaction has updated or deleted the same row
					Statement was canceled or the session timed out
					Connection is broken: "{V}"
					The object is already closed
					The database has been closed
					duplicate key value violates unique constraint "{N}"
					conflicting key value violates exclusion constraint "{N}"
					null value in column "{N}" violates not-null constraint
					null value in column "{N}" of relation "{N}" violates not-null constraint
					insert or update on table "{N}" violates foreign key constraint "{N}"
					update or delete on table "{N}" violates foreign key constraint "{N}" on table "{N}"
					new row for relation "{N}" violates check constraint "{N}"
					value for domain {N} violates check constraint "{N}"
					could not determine data type of parameter ${I}
					relation "{N}" does not exist
					relation "{N}" already exists
					column "{N}" does not exist
					column {N} does not exist
					column "{N}" of relation "{N}" does not exist
					schema "{N}" does not exist
					function {N}({C}) does not exist
					column reference "{N}" is ambiguous
					permission denied for table {N}
					permission denied for schema {N}
					permission denied for sequence {N}
					syntax error at or near "{V}"
					syntax error at end of input
					unterminated quoted string at or near "{V}"
					invalid input syntax for type {T}: "{V}"
					invalid input syntax for type {T}
					invalid input value for enum {N}: "{V}"
					value "{V}" is out of range for type {T}
					value too long for type {T}
					column "{N}" is of type {T} but expression is of type {T}
					integer out of range
					bigint out of range
					smallint out of range
					numeric field overflow
					division by zero
					deadlock detected
					could not serialize access due to concurrent update
					could not serialize access due to concurrent delete
					could not serialize access due to read/write dependencies among transactions
					could not obtain lock on row in relation "{N}"
					canceling statement due to statement timeout
					canceling statement due to lock timeout
					canceling statement due to user request
					current transaction is aborted, commands ignored until end of transaction block
					cannot execute {N} in a read-only transaction
					more than one row returned by a subquery used as an expression
					Duplicate entry '{V}' for key '{N}'
					Table '{N}' doesn't exist
					Unknown column '{N}' in '{T}'
					Unknown table '{N}'
					Column '{N}' cannot be null
					Column '{N}' in '{T}' is ambiguous
					Field '{N}' doesn't have a default value
					Data too long for column '{N}' at row {I}
					Data truncated for column '{N}' at row {I}
					Out of range value for column '{N}' at row {I}
					Incorrect {N} value: '{V}' for column {C} at row {I}
					Incorrect {N} value: '{V}' for column '{N}' at row {I}
					Truncated incorrect {N} value: '{V}'
					Cannot add or update a child row: a foreign key constraint fails ({C})
					Cannot delete or update a parent row: a foreign key constraint fails ({C})
					CONSTRAINT {C} failed for {C}
					Check constraint '{N}' is violated.
					You have an error in your SQL syntax; check the manual that corresponds to your {T} server version for the right syntax to use near '{V}' at line {I}
					Deadlock found when trying to get lock; try restarting transaction
					Lock wait timeout exceeded; try restarting transaction
					Query execution was interrupted
					Query execution was interrupted (max_statement_time exceeded)
					Query execution was interrupted, maximum statement execution time exceeded
					Subquery returns more than 1 row
					Division by 0
					ORA-{I}: unique constraint ({N}) violated
					ORA-{I}: unique constraint ({N}) violated on table {N} columns ({C})
					ORA-{I}: cannot insert NULL into ({C})
					ORA-{I}: cannot update ({C}) to NULL
					ORA-{I}: integrity constraint ({N}) violated - parent key not found
					ORA-{I}: integrity constraint ({N}) violated - child record found
					ORA-{I}: check constraint ({N}) violated
					ORA-{I}: table or view does not exist
					ORA-{I}: table or view {C} does not exist
					ORA-{I}: "{N}": invalid identifier
					ORA-{I}: value too large for column {C} (actual: {I}, maximum: {I})
					ORA-{I}: value larger than specified precision allowed for this column
					ORA-{I}: inserted value too large for column
					ORA-{I}: invalid number
					ORA-{I}: divisor is equal to zero
					ORA-{I}: deadlock detected while waiting for resource
					ORA-{I}: user requested cancel of current operation
					ORA-{I}: resource busy and acquire with NOWAIT specified or timeout expired
					ORA-{I}: SQL command not properly ended
					ORA-{I}: missing expression
					ORA-{I}: invalid SQL statement
					ORA-{I}: insufficient privileges
					ORA-{I}: invalid username/password; logon denied
					Violation of {T} constraint '{N}'. Cannot insert duplicate key in object '{N}'. The duplicate key value is ({V}).
					Violation of {T} constraint '{N}'. Cannot insert duplicate key in object '{N}'.
					Cannot insert duplicate key row in object '{N}' with unique index '{N}'. The duplicate key value is ({V}).
					Cannot insert the value NULL into column '{N}', table '{N}'; column does not allow nulls. {N} fails.
					The {T} statement conflicted with the {T} constraint "{N}". The conflict occurred in database "{N}", table "{N}", column '{N}'.
					The {T} statement conflicted with the {T} constraint "{N}". The conflict occurred in database "{N}", table "{N}".
					Invalid object name '{N}'.
					Invalid column name '{N}'.
					Incorrect syntax near '{V}'.
					Incorrect syntax near the keyword '{N}'.
					Unclosed quotation mark after the character string '{V}'.
					String or binary data would be truncated in table '{N}', column '{N}'. Truncated value: '{V}'.
					String or binary data would be truncated.
					Conversion failed when converting the {T} value '{V}' to data type {N}.
					Conversion failed when converting date and/or time from character string.
					Arithmetic overflow error converting {T} to data type {N}.
					Divide by zero error encountered.
					Transaction (Process ID {I}) was deadlocked on {T} resources with another process and has been chosen as the deadlock victim. Rerun the transaction.
					Lock request time out period exceeded.
					The query has timed out.
					""");

	/** PostgreSQL's lines after the message. Other lines may contain values anywhere. */
	private static final List<Pattern> DETAILS = patterns("""
			Key ({C})=({V}) already exists.
			Key ({C})=({V}) is not present in table "{N}".
			Key ({C})=({V}) is still referenced from table "{N}".
			Key ({C})=({V}) conflicts with existing key ({C})=({V}).
			Failing row contains ({V}).
			""");

	/** Text before the message, which has no values. */
	private static final Pattern BEFORE = Pattern
		.compile("(?:ERROR: |\\(conn[:=]\\d{1,19}\\) |Data truncation: |ERROR [A-Z0-9]{5}: |\\[\\w{5}] )?");

	/**
	 * Text after the message: H2's statement and number, Oracle's link, PostgreSQL's
	 * lines.
	 */
	private static final Pattern BEHIND = Pattern
		.compile("(?s)(?:; SQL statement:\\R.*|; SQL statement:.*)? \\[(\\d{4,6}-\\d{1,4})]$");

	/**
	 * The suffix that is added to a message, so that a message without values does not
	 * change when it is masked again.
	 */
	private static final Pattern CODE = Pattern
		.compile(" \\(SQL state (?:[0-9A-Za-z]{1,8}|null), error code -?\\d{1,10}\\)$");

	private static final Pattern DETAIL = Pattern.compile("(?s)\\R  Detail: (.*?)(?=\\R  \\p{Lu}\\w+: |$)");

	private DriverMessages() {
	}

	private static List<Pattern> patterns(String templates) {
		return templates.lines().map(DriverMessages::pattern).toList();
	}

	private static Pattern pattern(String template) {
		StringBuilder regex = new StringBuilder();
		int from = 0;
		for (int brace = template.indexOf('{'); brace >= 0; brace = template.indexOf('{', from)) {
			regex.append(Pattern.quote(template.substring(from, brace)));
			regex.append(switch (template.charAt(brace + 1)) {
				case 'N' -> NAME;
				case 'C' -> COLUMNS;
				case 'T' -> TYPE;
				case 'I' -> "\\d{1,19}";
				default -> "(.*)";
			});
			from = brace + 3;
		}
		return Pattern.compile(regex.append(Pattern.quote(template.substring(from))).toString(), Pattern.DOTALL);
	}

	/**
	 * Returns a driver's message without its values.
	 * @param message the message
	 * @return the masked message, or null if it is not known where its values are
	 */
	static @Nullable String mask(@Nullable String message) {
		if (message == null || message.length() > LONGEST) {
			return null;
		}
		Matcher code = CODE.matcher(message);
		if (code.find()) {
			String masked = maskWithoutCode(message.substring(0, code.start()));
			return (masked != null) ? masked + code.group() : null;
		}
		return maskWithoutCode(message);
	}

	private static @Nullable String maskWithoutCode(String message) {
		Matcher before = BEFORE.matcher(message);
		String text = before.lookingAt() ? message.substring(before.end()) : message;
		Matcher behind = BEHIND.matcher(text);
		if (behind.find()) {
			String masked = mask(text.substring(0, behind.start()), KNOWN);
			return (masked != null) ? "%s [%s]".formatted(masked, behind.group(1)) : null;
		}
		String masked = mask(text.strip(), KNOWN);
		return (masked != null) ? masked : maskFirstLine(text);
	}

	private static @Nullable String maskFirstLine(String text) {
		int end = text.indexOf('\n');
		String masked = (end < 0) ? null : mask(text.substring(0, end).strip(), KNOWN);
		if (masked == null) {
			return null;
		}
		Matcher detail = DETAIL.matcher(text);
		String more = detail.find(end - (text.startsWith("\r", end - 1) ? 1 : 0)) ? mask(detail.group(1), DETAILS)
				: null;
		return (more != null) ? masked + "\n  Detail: " + more : masked;
	}

	private static @Nullable String mask(String text, List<Pattern> known) {
		for (Pattern pattern : known) {
			Matcher matcher = pattern.matcher(text);
			if (matcher.matches()) {
				return withoutGroups(text, matcher);
			}
		}
		return null;
	}

	private static String withoutGroups(String text, Matcher matcher) {
		StringBuilder masked = new StringBuilder();
		int from = 0;
		for (int group = 1; group <= matcher.groupCount(); group++) {
			masked.append(text, from, matcher.start(group)).append('?');
			from = matcher.end(group);
		}
		return masked.append(text.substring(from)).toString();
	}

	/**
	 * Returns the driver's message that another message quotes. Spring quotes it after
	 * the statement, Hibernate before it, in brackets.
	 * @param message the message of the exception that wraps the driver's
	 * @return the driver's message without its values, or null if it is not known
	 */
	static @Nullable String maskQuoted(String message) {
		for (String candidate : candidates(message)) {
			String masked = mask(candidate);
			if (masked != null) {
				return masked;
			}
		}
		return null;
	}

	private static List<String> candidates(String message) {
		List<String> candidates = new ArrayList<>(List.of(message));
		int from = 0;
		for (int end = message.indexOf("]; "); end >= 0 && candidates.size() < 10; end = message.indexOf("]; ", from)) {
			from = end + 3;
			candidates.add(message.substring(from));
		}
		int open = message.indexOf(" [");
		int close = message.lastIndexOf("] [");
		if (open >= 0 && close > open) {
			candidates.add(message.substring(open + 2, close));
		}
		return candidates;
	}

}
