package io.github.tracingstarter.sql;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The way a database writes literals, names and comments, as far as dialects contradict
 * each other. In an unknown dialect, everything that may be a literal is treated as one:
 * rather hide a name than show a value.
 */
public enum SqlDialect {

	/**
	 * As the SQL standard has it, with what some databases add to it: double quotes
	 * enclose names, a backslash is a character.
	 */
	STANDARD(Trait.DOUBLE_QUOTED_NAMES, Trait.DOLLAR_QUOTES, Trait.DOLLAR_PARAMETERS, Trait.ALTERNATIVE_QUOTES,
			Trait.PERHAPS_BRACKETS, Trait.PERHAPS_SLASH_COMMENTS, Trait.BARE_ARGUMENTS),

	/**
	 * PostgreSQL and what is made of it: brackets enclose an index, comments nest.
	 */
	POSTGRESQL(Trait.DOUBLE_QUOTED_NAMES, Trait.DOLLAR_QUOTES, Trait.DOLLAR_PARAMETERS, Trait.NESTED_COMMENTS),

	/**
	 * Oracle: there is {@code q'[it's]'}, and no brackets.
	 */
	ORACLE(Trait.DOUBLE_QUOTED_NAMES, Trait.ALTERNATIVE_QUOTES, Trait.FLAT_COMMENTS),

	/**
	 * SQL Server: brackets enclose names, and double quotes names or literals, by a
	 * setting. The arguments of a procedure may be written without any.
	 */
	SQL_SERVER(Trait.BRACKETED_NAMES, Trait.NESTED_COMMENTS, Trait.BARE_ARGUMENTS),

	/**
	 * SQLite: what is in double quotes is a literal where there is no such name.
	 */
	SQLITE(Trait.PERHAPS_BRACKETS, Trait.FLAT_COMMENTS),

	/**
	 * MySQL: double quotes enclose literals, {@code #} begins a comment. Whether a
	 * backslash escapes a quote is a setting.
	 */
	MYSQL(Trait.PERHAPS_BACKSLASHES, Trait.BACKTICKS, Trait.HASH_COMMENTS, Trait.SPACED_COMMENTS, Trait.FLAT_COMMENTS,
			Trait.CODE_COMMENTS),

	/**
	 * Double quotes enclose names; whether a backslash escapes a quote is not known.
	 */
	QUOTED_NAMES(Trait.DOUBLE_QUOTED_NAMES, Trait.DOLLAR_QUOTES, Trait.DOLLAR_PARAMETERS, Trait.PERHAPS_BACKSLASHES,
			Trait.PERHAPS_HASH_COMMENTS),

	/**
	 * Anything may be.
	 */
	UNKNOWN(Trait.PERHAPS_BACKSLASHES, Trait.PERHAPS_BRACKETS, Trait.PERHAPS_DOLLAR_QUOTES,
			Trait.PERHAPS_ALTERNATIVE_QUOTES, Trait.PERHAPS_HASH_COMMENTS, Trait.PERHAPS_SLASH_COMMENTS,
			Trait.PERHAPS_SPACED_COMMENTS, Trait.PERHAPS_BRACES, Trait.PERHAPS_TRIPLE_QUOTES, Trait.CODE_COMMENTS,
			Trait.BARE_ARGUMENTS);

	private final Set<Trait> traits;

	SqlDialect(Trait first, Trait... others) {
		this.traits = EnumSet.of(first, others);
	}

	/**
	 * The dialect of a database.
	 * @param system the value of {@code db.system.name}, or of {@code db.system}, as it
	 * was called before
	 * @return its dialect
	 */
	public static SqlDialect of(String system) {
		return switch (system.toLowerCase(Locale.ROOT)) {
			case "mysql", "mariadb" -> MYSQL;
			case "postgresql", "cockroachdb" -> POSTGRESQL;
			case "oracle.db", "oracle" -> ORACLE;
			case "microsoft.sql_server", "mssql" -> SQL_SERVER;
			case "sqlite" -> SQLITE;
			case "clickhouse", "aws.redshift", "redshift", "ibm.netezza", "netezza" -> QUOTED_NAMES;
			case "h2database", "h2", "ibm.db2", "db2", "hsqldb", "derby", "trino", "sap.hana", "hanadb", "teradata",
					"firebirdsql", "firebird", "sap.maxdb", "maxdb" ->
				STANDARD;
			default -> UNKNOWN;
		};
	}

	boolean has(Trait trait) {
		return this.traits.contains(trait);
	}

	/**
	 * A trait of a dialect. If it is unknown whether a dialect has it, the end of some
	 * literals cannot be determined.
	 */
	enum Trait {

		/** Double quotes enclose names; otherwise they may enclose literals. */
		DOUBLE_QUOTED_NAMES,

		/** {@code `order`} is a name; otherwise it may be one. */
		BACKTICKS,

		/** {@code 'it\'s'}. */
		PERHAPS_BACKSLASHES,

		/** {@code [order details]}; otherwise brackets are an index or a list. */
		BRACKETED_NAMES, PERHAPS_BRACKETS,

		/** {@code $$it's$$} and {@code $tag$it's$tag$}. */
		DOLLAR_QUOTES, PERHAPS_DOLLAR_QUOTES,

		/** {@code $1} is a parameter and no amount of money. */
		DOLLAR_PARAMETERS,

		/** {@code q'[it's]'}. */
		ALTERNATIVE_QUOTES, PERHAPS_ALTERNATIVE_QUOTES,

		/** <code>'''it's'''</code>. */
		PERHAPS_TRIPLE_QUOTES,

		/** {@code # comment}. */
		HASH_COMMENTS, PERHAPS_HASH_COMMENTS,

		/** {@code // comment}. */
		PERHAPS_SLASH_COMMENTS,

		/** Two hyphens begin a comment only if a space follows. */
		SPACED_COMMENTS, PERHAPS_SPACED_COMMENTS,

		/** A comment ends where the comments in it have ended, or at once. */
		NESTED_COMMENTS, FLAT_COMMENTS,

		/** <code>/*! code *&#47;</code> is none. */
		CODE_COMMENTS,

		/** <code>{ comment }</code>. */
		PERHAPS_BRACES,

		/** {@code EXEC p word}, where the word is a literal. */
		BARE_ARGUMENTS

	}

}
