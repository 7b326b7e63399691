package io.github.tracingstarter.sql;

import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is shown of a statement. What may be a literal in its database must not be.
 */
class SqlScannerTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					SELECT [Customer's name] FROM t WHERE token = 'X' | SELECT [Customer's name] FROM t WHERE token = ?
					SELECT [a]]b's] FROM [it's -- no comment] WHERE x = 'X' | SELECT [a]]b's] FROM [it's -- no comment] WHERE x = ?
					SELECT [a"b], [c/*d] FROM t WHERE x = 'X' | SELECT [a"b], [c/*d] FROM t WHERE x = ?
					SELECT * FROM t WHERE x = "X" AND y = 'X' | SELECT * FROM t WHERE x = ? AND y = ?
					SELECT * FROM #t JOIN ##u ON 1 = 1 | SELECT * FROM #t JOIN ##u ON ? = ?
					SELECT $123.45, -$5, $.5, €12, £1e3, $1 | SELECT ?, -?, ?, ?, ?, ?
					EXEC p bareword | EXEC p ?
					EXEC dbo.p bareword, @a, @b = bareword, N'X', 5 OUTPUT | EXEC dbo.p ?, @a, @b = ?, ?, ? OUTPUT
					EXECUTE @rc = [dbo].[p] bareword, [bareword] | EXECUTE @rc = [dbo].[p] ?, ?
					exec p;1 bareword | exec p;? ?
					exec p -5, bareword | exec p -?, ?
					SET NOCOUNT ON EXEC p bareword; SELECT a FROM t | SET NOCOUNT ON EXEC p ?; SELECT a FROM t
					INSERT INTO t EXEC p bareword | INSERT INTO t EXEC p ?
					sp_addlogin ann, bareword | sp_addlogin ?, ?
					[sp_addlogin] ann, bareword | [sp_addlogin] ?, ?
					GRANT EXECUTE ON p TO ann | GRANT EXECUTE ON p TO ann
					EXEC ('SELECT X') | EXEC (?)
					SELECT 1 /* a /* X */ 'X' */ FROM t | SELECT ? FROM t
					ALTER LOGIN ann WITH PASSWORD = 0xABC HASHED | ALTER LOGIN ann WITH PASSWORD = ? HASHED
					""")
	void knowsSqlServer(String sql, String text) {
		assertThat(SqlScanner.mask(sql, SqlDialect.SQL_SERVER)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			SELECT 'C:\\' , 'X' FROM t | SELECT ?
			SELECT 'a\\\\', 'X' FROM t | SELECT ?, ? FROM t
			SELECT `it's`, 'X' FROM `a``b's` | SELECT `it's`, ? FROM `a``b's`
			SELECT 5--1, 'X' | SELECT ?--?, ?
			SELECT a#it's X | SELECT a
			SELECT /*!50001 'it''s X' */ a | SELECT ?
			SELECT /*!50001 STRAIGHT_JOIN */ a | SELECT a
			SELECT /*+ NO_INDEX(t) */ a | SELECT a
			SELECT _utf8'X', _latin1 'X', x'4D', 0x4D, b'01', N'X' | SELECT ?, _latin1 ?, ?, ?, ?, ?
			SELECT 'it''s X', "say ""X"" a", 1e5, .5 | SELECT ?, ?, ?, ?
			""")
	void knowsMySql(String sql, String text) {
		assertThat(SqlScanner.mask(sql, SqlDialect.MYSQL)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					SELECT E'it\\'s X', U&'X', $$it's X$$, $t$ $$ it's X $t$ | SELECT ?, U&?, ?, ?
					SELECT ARRAY['it''s', 'X'], a[1], a['X'] | SELECT ARRAY[?, ?], a[?], a[?]
					SELECT a #> '{X}', b #>> '{X}', c ->> 'X' FROM t WHERE d = $1 | SELECT a #> ?, b #>> ?, c ->> ? FROM t WHERE d = $1
					SELECT /* a /* it's */ X */ name | SELECT name
					SELECT 'C:\\', name, 'X' | SELECT ?, name, ?
					SELECT a LIKE 'X' ESCAPE '\\' | SELECT a LIKE ? ESCAPE ?
					SELECT "it's", 'X' | SELECT "it's", ?
					""")
	void knowsPostgresql(String sql, String text) {
		assertThat(SqlScanner.mask(sql, SqlDialect.POSTGRESQL)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			SELECT q'[it's X]', q'!it's X!', Nq'(it's X)', q'Ait's XA' FROM v$session | SELECT ?, ?, ?, ? FROM v$session
			SELECT /* a /* b */ 'X', name | SELECT ?, name
			SELECT /*+ INDEX(a) */ a FROM t WHERE b = :1 AND c = :name | SELECT a FROM t WHERE b = :? AND c = :name
			""")
	void knowsOracle(String sql, String text) {
		assertThat(SqlScanner.mask(sql, SqlDialect.ORACLE)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			SELECT [Customer's name] FROM t WHERE token = 'X' | SELECT ?
			SELECT [order details], ['a', "b"], x FROM t | SELECT [order details], [?, ?], x FROM t
			SELECT `it's`, 'X' | SELECT ?
			SELECT 'C:\\', 'X' | SELECT ?
			SELECT a -- it's b | SELECT a
			SELECT a --it's b | SELECT a ?
			SELECT a // it's b | SELECT a ?
			SELECT a // plain | SELECT a
			SELECT a # plain | SELECT a
			SELECT a # it's b | SELECT a ?
			SELECT $$it's$$, 'X' | SELECT ?
			SELECT q'[it's]', 'X' | SELECT ?
			SELECT q'[its]', 'X' | SELECT ?, ?
			SELECT '''it's''', 'X' | SELECT ?
			SELECT { it's } 'X' | SELECT ?
			SELECT {d '2020-01-01'}, { comment } a | SELECT {d ?}, a
			EXEC p bareword | EXEC p ?
			SELECT $1, $1.5 | SELECT ?, ?
			""")
	void masksWhatMayBeALiteralWhereTheDatabaseIsUnknown(String sql, String text) {
		assertThat(SqlScanner.mask(sql, SqlDialect.UNKNOWN)).isEqualTo(text);
	}

	@ParameterizedTest
	@EnumSource
	void masksAllFromTheFirstQuoteOnWhereOneIsLeftOpen(SqlDialect dialect) {
		assertThat(SqlScanner.mask("SELECT a FROM t WHERE b = 'c' AND secret = d'", dialect))
			.isEqualTo("SELECT a FROM t WHERE b = ?");
		assertThat(SqlScanner.mask("SELECT a FROM t WHERE b = 'c' AND /* secret", dialect))
			.isEqualTo("SELECT a FROM t WHERE b = ?");
		assertThat(SqlScanner.mask("SELECT `a FROM t WHERE secret", dialect)).isEqualTo("SELECT ?");
		assertThat(SqlScanner.mask("SELECT \"a FROM t WHERE secret", dialect)).isEqualTo("SELECT ?");
	}

	@Test
	void aCarriageReturnEndsALineInSomeDatabasesOnly() {
		assertThat(SqlScanner.mask("SELECT a -- b\r, 'it''s X'", SqlDialect.STANDARD)).isEqualTo("SELECT a ?");
		assertThat(SqlScanner.mask("SELECT a -- it's\r\n, 'X'", SqlDialect.STANDARD)).isEqualTo("SELECT a , ?");
	}

	/**
	 * Statements of one database each, read with its dialect and as if it were unknown.
	 */
	@ParameterizedTest
	@EnumSource
	void noLiteralIsEverShown(Grammar grammar) {
		Random random = new Random(7);
		for (int i = 0; i < 20_000; i++) {
			String sql = grammar.statement(random);
			for (SqlDialect dialect : List.of(grammar.dialect, SqlDialect.UNKNOWN)) {
				assertThat(SqlScanner.mask(sql, dialect)).as("%s: %s", dialect, sql)
					.doesNotContain("S3cret")
					.doesNotContain("4815");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void mostOfAStatementIsShownWhereTheDatabaseIsKnown(Grammar grammar) {
		Random random = new Random(7);
		int shown = 0;
		for (int i = 0; i < 1000; i++) {
			shown += SqlScanner.mask(grammar.statement(random), grammar.dialect).endsWith("last_word") ? 1 : 0;
		}
		assertThat(shown).isGreaterThan(grammar.shown);
	}

	/**
	 * How a database delimits literals, names and comments. Literals and comments contain
	 * the secret, or a digit of it.
	 */
	enum Grammar {

		STANDARD(SqlDialect.STANDARD, 300, "'S3cret'", "'it''s S3cret'", "''", "'S3cret\\'", "' -- S3cret'",
				"'/* S3cret'", "'\"S3cret'", "\"name\"", "\"it's\"", "\"a \"\" b\"", "\"--\"", "\"/*\"",
				"-- it's S3cret\n", "--S3cret\n", "-- \"S3cret\n", "/* it's S3cret */", "/* \" S3cret */", "4815",
				"4815e-3", ".4815", "DATE '2020-S3cret'", "X'4815'", "{d 'S3cret'}", "N'S3cret'", "a['S3cret']",
				"ARRAY['it''s', 'S3cret']", "a[4815]", "''''", "'''S3cret'''", "'$$S3cret'", "'[S3cret'", "']S3cret'",
				"'{S3cret'", "'#S3cret'", "'`S3cret'"),

		POSTGRESQL(SqlDialect.POSTGRESQL, 900, "'S3cret'", "'it''s S3cret'", "'S3cret\\'", "E'it\\'s S3cret'",
				"e'S3cret\\\\'", "E'\\'''S3cret'", "U&'S3cret'", "U&'it''s S3cret' UESCAPE '!'", "$$it's S3cret$$",
				"$tag$it's $$ S3cret$tag$", "$$\"S3cret$$", "$$ -- S3cret\n$$", "$$ /* S3cret $$", "\"it's\"",
				"\"a \"\" b\"", "\"$$\"", "\"[\"", "-- it's S3cret\n", "--\"S3cret\n", "/* it's S3cret */",
				"/* a /* it's S3cret */ S3cret ' */", "ARRAY['it''s', ']', 'S3cret']", "a['S3cret']", "a[4815]",
				"a #> '{S3cret}'", "a @> 'S3cret'", "B'01'", "x'4815'", "4815", "1_4815", "0x4815", ".4815", "$1",
				"'S3cret' \n 'S3cret'", "'$$S3cret'", "'[S3cret'", "'/*S3cret'", "'--S3cret'", "$a$ S3cret $b$ ' $a$"),

		ORACLE(SqlDialect.ORACLE, 900, "'S3cret'", "'it''s S3cret'", "'S3cret\\'", "q'[it's S3cret]'",
				"q'[a ] ' b S3cret]'", "Q'!it's S3cret!'", "nq'(it's S3cret)'", "NQ'{it's \" S3cret}'",
				"q'<it's S3cret>'", "q'\"it's S3cret\"'", "N'S3cret'", "\"it's\"", "\"/*\"", "\"q'[\"",
				"-- it's S3cret\n", "/* it's S3cret */", "/* a /* it's S3cret */", "/*+ INDEX(a) it's S3cret */",
				"v$session", "a#b", "4815d", "4815.5f", ":name", "DATE '2020-S3cret'", "'/*S3cret'", "'--S3cret'",
				"'\"S3cret'", "'q''[S3cret'"),

		SQL_SERVER(SqlDialect.SQL_SERVER, 700, "'S3cret'", "'it''s S3cret'", "'S3cret\\'", "N'it''s S3cret'",
				"[Customer's name]", "[a]]b's]", "[a \"b]", "[--]", "[/*]", "[$$]", "[a{b]", "\"S3cret\"",
				"\"it's S3cret\"", "\"a \"\" S3cret\"", "-- it's S3cret\n", "--[S3cret\n", "/* it's S3cret */",
				"/* a /* it's S3cret */ S3cret ' */", "#temp", "##temp", "@variable", "@@ROWCOUNT", "$4815.5", "-$4815",
				"€4815", "£4815.5", "4815", "0x4815AB", "4815e5", "'[S3cret'", "']S3cret'", "'/*S3cret'", "'--S3cret'",
				"EXEC p S3cret, 'S3cret', @a = S3cret;", "EXEC @rc = dbo.p S3cret;", "EXECUTE [it's p] [S3cret];",
				"'$$S3cret'", "$action", "'{S3cret'"),

		SQLITE(SqlDialect.SQLITE, 300, "'S3cret'", "'it''s S3cret'", "'S3cret\\'", "\"S3cret\"", "\"it's S3cret\"",
				"[it's]", "[name]", "[a \"b]", "[--]", "`it's`", "`name`", "-- it's S3cret\n", "/* it's S3cret */",
				"/* a /* it's S3cret */", "x'4815'", "0x4815", "4815", ":name", "@name", "$name", "?4815", "'[S3cret'",
				"'`S3cret'", "'--S3cret'"),

		MYSQL(SqlDialect.MYSQL, 300, "'S3cret'", "'it''s S3cret'", "'it\\'s S3cret'", "'\\\\S3cret\\\\'",
				"'\\\\\\'S3cret'", "\"S3cret\"", "\"it's S3cret\"", "\"a \\\" S3cret\"", "\"a \"\" S3cret\"", "`it's`",
				"`a``b's`", "`\"`", "`--`", "`/*`", "# it's S3cret\n", "#S3cret\n", "a#it's S3cret\n",
				"-- it's S3cret\n", "--\tit's S3cret\n", "4815--4815", "4815--'S3cret'", "4815--'a\nS3cret'",
				"/* it's S3cret */", "/* a /* it's S3cret */", "/*!50001 'it''s S3cret' */", "/*! \"S3cret*/ \"*/",
				"/*+ INDEX(a) */", "_utf8'S3cret'", "_utf8mb4 'it''s S3cret'", "N'S3cret'", "n'it\\'s S3cret'",
				"x'4815'", "0x4815", "b'01'", "4815e5", ".4815", "@`it's`", "@'it''s'", "a$b", "$a", "'$$S3cret'",
				"'[S3cret'", "{d 'S3cret'}", "'#S3cret'", "'`S3cret'"),

		MYSQL_WITHOUT_BACKSLASHES(SqlDialect.MYSQL, 200, "'S3cret'", "'it''s S3cret'", "'S3cret\\'", "'S3cret\\''\\'",
				"'\\'", "\"S3cret\\\"", "\"it's S3cret\"", "`it's`", "# it's S3cret\n", "-- it's S3cret\n",
				"/* it's S3cret */", "_utf8'S3cret\\'", "4815"),

		CLICKHOUSE(SqlDialect.QUOTED_NAMES, 200, "'S3cret'", "'it\\'s S3cret'", "'it''s S3cret'", "'\\\\'", "\"it's\"",
				"\"a\\\"b\"", "`it's`", "`a\\`b'`", "-- it's S3cret\n", "/* it's S3cret */", "['it''s', 'S3cret']",
				"[4815]", "4815", "# it's S3cret\n", "'[S3cret'", "$$it's S3cret$$"),

		SNOWFLAKE(SqlDialect.UNKNOWN, 0, "'S3cret'", "'it\\'s S3cret'", "'it''s S3cret'", "\"it's\"", "$$it's S3cret$$",
				"// it's S3cret\n", "-- it's S3cret\n", "--it's S3cret\n", "/* it's S3cret */", "a:b['S3cret']", "4815",
				"$1"),

		BIG_QUERY(SqlDialect.UNKNOWN, 0, "'S3cret'", "'it\\'s S3cret'", "\"it's S3cret\"", "'''it's S3cret'''",
				"\"\"\"say \"S3cret\" \"\"\"", "r'S3cret'", "r'it\\'s S3cret'", "b\"S3cret\"", "`it's`", "`a\\`'b`",
				"# it's S3cret\n", "--it's S3cret\n", "/* it's S3cret */", "[\"S3cret\", 'S3cret']", "@name", "4815"),

		INFORMIX(SqlDialect.UNKNOWN, 0, "'S3cret'", "'it''s S3cret'", "\"S3cret\"", "{ it's S3cret }", "{ \" S3cret }",
				"-- it's S3cret\n", "--it's S3cret\n", "/* it's S3cret */", "a[4815]", "4815");

		private static final String[] GLUE = { " ", " ", ", ", "\n", " = ", "(", ") ", " AND a.b = ", " || ", ",",
				" FROM t WHERE x IN (", "; SELECT " };

		private final SqlDialect dialect;

		private final int shown;

		private final String[] parts;

		Grammar(SqlDialect dialect, int shown, String... parts) {
			this.dialect = dialect;
			this.shown = shown;
			this.parts = parts;
		}

		String statement(Random random) {
			StringBuilder sql = new StringBuilder("SELECT ");
			for (int i = random.nextInt(8); i >= 0; i--) {
				sql.append(this.parts[random.nextInt(this.parts.length)]).append(GLUE[random.nextInt(GLUE.length)]);
			}
			return sql.append("\n; SELECT last_word").toString();
		}

	}

}
