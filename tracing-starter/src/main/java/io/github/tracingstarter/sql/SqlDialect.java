package io.github.tracingstarter.sql;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The syntax of a database's literals, names and comments, as far as dialects contradict
 * each other. In an unknown dialect, everything that may be a literal is treated as one,
 * because it is better to hide a name than to show a value.
 */
public enum SqlDialect {

	/**
	 * The SQL standard with additions of some databases: double quotes enclose names, and
	 * a backslash is an ordinary character.
	 */
	STANDARD(Trait.DOUBLE_QUOTED_NAMES, Trait.DOLLAR_QUOTES, Trait.DOLLAR_PARAMETERS, Trait.ALTERNATIVE_QUOTES,
			Trait.PERHAPS_BRACKETS, Trait.PERHAPS_SLASH_COMMENTS, Trait.BARE_ARGUMENTS),

	/**
	 * PostgreSQL and its derivatives: brackets enclose an index, and comments nest.
	 */
	POSTGRESQL(Trait.DOUBLE_QUOTED_NAMES, Trait.DOLLAR_QUOTES, Trait.DOLLAR_PARAMETERS, Trait.NESTED_COMMENTS),

	/**
	 * Oracle: there is {@code q'[it's]'}, and no brackets.
	 */
	ORACLE(Trait.DOUBLE_QUOTED_NAMES, Trait.ALTERNATIVE_QUOTES, Trait.FLAT_COMMENTS),

	/**
	 * SQL Server: brackets enclose names. Double quotes enclose names or literals,
	 * depending on a setting. The arguments of a procedure can be written without quotes.
	 */
	SQL_SERVER(Trait.BRACKETED_NAMES, Trait.NESTED_COMMENTS, Trait.BARE_ARGUMENTS),

	/**
	 * SQLite: a text in double quotes is a literal if there is no such name.
	 */
	SQLITE(Trait.PERHAPS_BRACKETS, Trait.FLAT_COMMENTS),

	/**
	 * MySQL: double quotes enclose literals, and {@code #} starts a comment. A setting
	 * determines whether a backslash escapes a quote.
	 */
	MYSQL(Trait.PERHAPS_BACKSLASHES, Trait.BACKTICKS, Trait.HASH_COMMENTS, Trait.SPACED_COMMENTS, Trait.FLAT_COMMENTS,
			Trait.CODE_COMMENTS),

	/**
	 * Double quotes enclose names; whether a backslash escapes a quote is not known.
	 */
	QUOTED_NAMES(Trait.DOUBLE_QUOTED_NAMES, Trait.DOLLAR_QUOTES, Trait.DOLLAR_PARAMETERS, Trait.PERHAPS_BACKSLASHES,
			Trait.PERHAPS_HASH_COMMENTS),

	/**
	 * Anything is possible.
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
	 * Returns the dialect of a database.
	 * @param system the value of {@code db.system.name}, or of its older name
	 * {@code db.system}
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

		/** {@code $1} is a parameter, not an amount of money. */
		DOLLAR_PARAMETERS,

		/** {@code q'[it's]'}. */
		ALTERNATIVE_QUOTES, PERHAPS_ALTERNATIVE_QUOTES,

		/** <code>'''it's'''</code>. */
		PERHAPS_TRIPLE_QUOTES,

		/** {@code # comment}. */
		HASH_COMMENTS, PERHAPS_HASH_COMMENTS,

		/** {@code // comment}. */
		PERHAPS_SLASH_COMMENTS,

		/** Two hyphens start a comment only if a space follows. */
		SPACED_COMMENTS, PERHAPS_SPACED_COMMENTS,

		/** A comment ends after the comments within it, or at the first end. */
		NESTED_COMMENTS, FLAT_COMMENTS,

		/** <code>/*! code *&#47;</code> is not a comment. */
		CODE_COMMENTS,

		/** <code>{ comment }</code>. */
		PERHAPS_BRACES,

		/** {@code EXEC p word}, where the word is a literal. */
		BARE_ARGUMENTS

	}

}
