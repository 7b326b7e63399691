package io.github.tracingstarter.sql;

import java.util.Locale;
import java.util.Set;

/**
 * Finds literals that are written as a word or a quoted name: passwords, as in
 * {@code IDENTIFIED BY "S3cret"} and {@code ALTER USER ann PASSWORD S3cret}, and the
 * arguments of a procedure in SQL Server, as in {@code EXEC greet Ann}, where
 * {@code EXEC} can be omitted.
 */
final class BareLiterals {

	private static final Set<String> PRINCIPALS = Set.of("USER", "ROLE", "LOGIN", "GROUP");

	private static final Set<String> KEYS = Set.of("KEY", "REKEY", "HEXKEY", "HEXREKEY", "TEXTKEY", "TEXTREKEY");

	/**
	 * Words that show that EXECUTE is something else: a privilege, or a part of a
	 * trigger.
	 */
	private static final Set<String> NO_PROCEDURE = Set.of("ON", "FROM", "FUNCTION", "PROCEDURE", "IMMEDIATE", "AS",
			"USING");

	/** The words that may appear between arguments. */
	private static final Set<String> NO_ARGUMENT = Set.of("OUTPUT", "OUT", "DEFAULT", "NULL", "WITH", "RECOMPILE", "AT",
			"RESULT", "SETS", "NONE", "GO", "END");

	/**
	 * Words with which statements start. A statement that starts with another word calls
	 * a procedure.
	 */
	private static final Set<String> VERBS = Set.of("ALTER", "ANALYZE", "ANALYSE", "ATTACH", "BACKUP", "BEGIN", "BULK",
			"CALL", "CHECKPOINT", "CLOSE", "COMMENT", "COMMIT", "COPY", "CREATE", "DBCC", "DEALLOCATE", "DECLARE",
			"DELETE", "DENY", "DESC", "DESCRIBE", "DETACH", "DISABLE", "DISCARD", "DO", "DROP", "ENABLE", "END", "EXEC",
			"EXECUTE", "EXPLAIN", "FETCH", "FLUSH", "FROM", "GO", "GRANT", "HELP", "IF", "IMPORT", "INSERT", "KILL",
			"LISTEN", "LOAD", "LOCK", "MERGE", "MODIFY", "NOTIFY", "OPEN", "OPTIMIZE", "PRAGMA", "PREPARE", "PRINT",
			"PURGE", "RAISERROR", "READTEXT", "RECONFIGURE", "REFRESH", "REINDEX", "RELEASE", "RENAME", "REPLACE",
			"RESET", "RESTORE", "RETURN", "REVERT", "REVOKE", "ROLLBACK", "RUNSCRIPT", "SAVE", "SAVEPOINT", "SCRIPT",
			"SELECT", "SET", "SHOW", "SHUTDOWN", "START", "TABLE", "THROW", "TRUNCATE", "UNLISTEN", "UNLOCK", "UPDATE",
			"UPSERT", "USE", "VACUUM", "VALUES", "WAITFOR", "WHILE", "WITH", "XA");

	private final boolean arguments;

	private boolean started;

	private String verb = "";

	private String previous = "";

	private boolean principal;

	private boolean identified;

	private boolean password;

	private Call call = Call.NONE;

	private enum Call {

		NONE, BEFORE_NAME, NAME, PERHAPS_NUMBER, ARGUMENTS

	}

	BareLiterals(SqlDialect dialect) {
		this.arguments = dialect.has(SqlDialect.Trait.BARE_ARGUMENTS);
	}

	/**
	 * Checks an unquoted word.
	 * @param word the word
	 * @return whether it is a literal
	 */
	boolean isLiteral(String word) {
		if (takePassword()) {
			return true;
		}
		String upper = word.toUpperCase(Locale.ROOT);
		boolean argument = isArgument(upper);
		if (!argument) {
			this.password = isBeforePassword(upper);
			this.identified |= this.password && upper.equals("BY");
			this.previous = upper;
		}
		return argument;
	}

	/**
	 * Checks a quoted name.
	 * @return whether it is a literal
	 */
	boolean isQuotedLiteral() {
		return takePassword() || isArgument("");
	}

	void literal() {
		this.started = true;
		this.password = false;
		this.previous = "";
		if (this.call != Call.NONE) {
			this.call = Call.ARGUMENTS;
		}
	}

	void symbol(char symbol) {
		this.started = true;
		switch (symbol) {
			case ';' -> {
				// EXEC greet;1 Ann is one statement.
				this.call = (this.call == Call.NAME) ? Call.PERHAPS_NUMBER : Call.NONE;
				this.verb = "";
				this.principal = false;
				this.identified = false;
			}
			case '.' -> {
				if (this.call == Call.NAME) {
					this.call = Call.BEFORE_NAME;
				}
			}
			default -> {
				if (this.call == Call.NAME) {
					this.call = afterName(symbol);
				}
				else if (this.call != Call.ARGUMENTS) {
					this.call = Call.NONE;
				}
			}
		}
	}

	private Call afterName(char symbol) {
		if (symbol == '(') {
			// A function, or a prepared statement.
			return Call.NONE;
		}
		// EXEC @result = greet Ann.
		return (symbol == '=' && this.previous.startsWith("@")) ? Call.BEFORE_NAME : Call.ARGUMENTS;
	}

	private boolean isArgument(String upper) {
		boolean first = !this.started;
		this.started = true;
		if (!this.arguments) {
			rememberVerb(upper);
			return false;
		}
		switch (this.call) {
			case BEFORE_NAME -> this.call = NO_PROCEDURE.contains(upper) ? Call.NONE : Call.NAME;
			case NAME, ARGUMENTS -> {
				this.call = Call.ARGUMENTS;
				return !upper.startsWith("@") && !NO_ARGUMENT.contains(upper);
			}
			case NONE, PERHAPS_NUMBER -> {
				this.call = Call.NONE;
				if (upper.equals("EXEC") || upper.equals("EXECUTE")) {
					this.call = Call.BEFORE_NAME;
				}
				else if (first && !VERBS.contains(upper)) {
					this.call = Call.NAME;
				}
			}
		}
		rememberVerb(upper);
		return false;
	}

	private void rememberVerb(String upper) {
		if (this.verb.isEmpty()) {
			this.verb = upper;
		}
	}

	private boolean isBeforePassword(String upper) {
		if (PRINCIPALS.contains(upper)
				&& (this.verb.equals("CREATE") || this.verb.equals("ALTER") || this.verb.equals("MODIFY"))
				&& (this.previous.equals(this.verb) || this.previous.equals("REPLACE"))) {
			this.principal = true;
		}
		return switch (upper) {
			case "BY" -> this.previous.equals("IDENTIFIED");
			// Oracle's IDENTIFIED BY new REPLACE old.
			case "REPLACE" -> this.identified;
			// Elsewhere it is the name of a column.
			case "PASSWORD" -> this.principal;
			default -> this.previous.equals("PRAGMA") && KEYS.contains(upper);
		};
	}

	private boolean takePassword() {
		boolean taken = this.password;
		this.password = false;
		return taken;
	}

}
