package io.github.tracingstarter.jdbc;

import java.util.Set;

/**
 * How a database writes literals, as far as dialects contradict each other. Where it is
 * not known, what may be a literal is taken for one: a name too few is shown, and no
 * value.
 */
enum Dialect {

	/**
	 * As the SQL standard has it: double quotes enclose names, a backslash is a
	 * character.
	 */
	STANDARD(false, false, false),

	/**
	 * Double quotes enclose literals, a backslash escapes a quote, {@code #} begins a
	 * comment.
	 */
	MYSQL(true, true, false),

	/**
	 * Double quotes enclose names; whether a backslash escapes a quote is not known.
	 */
	QUOTED_NAMES(false, false, true),

	/**
	 * Anything may be.
	 */
	UNKNOWN(true, false, true);

	private static final Set<String> STANDARDS = Set.of("h2database", "postgresql", "oracle.db", "microsoft.sql_server",
			"ibm.db2", "hsqldb", "derby", "sqlite", "trino", "sap.hana", "teradata", "firebirdsql", "ibm.netezza",
			"sap.maxdb", "cockroachdb");

	private final boolean doubleQuotedLiterals;

	private final boolean backslashEscapes;

	private final boolean backslashMayEscape;

	Dialect(boolean doubleQuotedLiterals, boolean backslashEscapes, boolean backslashMayEscape) {
		this.doubleQuotedLiterals = doubleQuotedLiterals;
		this.backslashEscapes = backslashEscapes;
		this.backslashMayEscape = backslashMayEscape;
	}

	/**
	 * The dialect of a database.
	 * @param system the value of {@code db.system.name}
	 * @return its dialect
	 */
	static Dialect of(String system) {
		return switch (system) {
			case "mysql", "mariadb" -> MYSQL;
			case "clickhouse", "aws.redshift" -> QUOTED_NAMES;
			default -> STANDARDS.contains(system) ? STANDARD : UNKNOWN;
		};
	}

	/**
	 * Whether double quotes enclose literals, or may do so. A {@code #} then begins a
	 * comment too.
	 * @return whether they do
	 */
	boolean doubleQuotedLiterals() {
		return this.doubleQuotedLiterals;
	}

	boolean backslashEscapes() {
		return this.backslashEscapes;
	}

	/**
	 * Whether nobody knows where a literal ends that has a backslash before a quote.
	 * @return whether that is so
	 */
	boolean backslashMayEscape() {
		return this.backslashMayEscape;
	}

}
