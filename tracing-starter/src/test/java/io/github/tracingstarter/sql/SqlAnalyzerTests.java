package io.github.tracingstarter.sql;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is read from statements, of any dialect and of none.
 */
class SqlAnalyzerTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					SELECT 1 | SELECT | SELECT |
					select * from users | SELECT users | SELECT | users
					SELECT * FROM "users" u | SELECT users | SELECT | users
					SELECT * FROM "song list" | SELECT "song list" | SELECT | "song list"
					SELECT * FROM `users` | SELECT users | SELECT | users
					SELECT * FROM [order details] | SELECT "order details" | SELECT | "order details"
					SELECT * FROM shop.public.users u | SELECT shop.public.users | SELECT | shop.public.users
					SELECT * FROM "shop"."users" | SELECT shop.users | SELECT | shop.users
					SELECT * FROM orders o JOIN customers c ON o.id = c.id | SELECT orders customers | SELECT |
					SELECT * FROM orders, customers AS c, items | SELECT orders customers items | SELECT |
					SELECT * FROM a JOIN b ON a.x = b.x AND a.y IN (1, 2), c WHERE f(1, 2) = 3 | SELECT a b c | SELECT |
					SELECT * FROM (SELECT * FROM orders) o | SELECT SELECT orders | SELECT | orders
					SELECT * FROM (a CROSS JOIN b) | SELECT a b | SELECT |
					SELECT * FROM a UNION SELECT * FROM b | SELECT a SELECT b | SELECT |
					SELECT EXTRACT(YEAR FROM created) FROM orders | SELECT orders | SELECT | orders
					SELECT * FROM orders WHERE a IS DISTINCT FROM b | SELECT orders | SELECT | orders
					SELECT * FROM generate_series(1, 10) g, users | SELECT users | SELECT | users
					SELECT * FROM users WHERE id = 1 FOR UPDATE | SELECT users | SELECT | users
					SELECT * FROM users ORDER BY name, age LIMIT 3 | SELECT users | SELECT | users
					SELECT id INTO copy FROM users | SELECT users | SELECT | users
					INSERT INTO users (id, name) VALUES (1, 'Ann') | INSERT users | INSERT | users
					INSERT INTO archive SELECT * FROM orders | INSERT archive SELECT orders | INSERT |
					INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2, b = 3 | INSERT t | INSERT | t
					INSERT INTO t SELECT * FROM s ON DUPLICATE KEY UPDATE a = 1, b = 2 | INSERT t SELECT s | INSERT |
					UPDATE users SET name = 'x', age = 3 WHERE id = 1 | UPDATE users | UPDATE | users
					UPDATE ONLY a SET x = o.x FROM orders o | UPDATE a orders | UPDATE |
					DELETE FROM users WHERE id IN (SELECT id FROM old) | DELETE users SELECT old | DELETE |
					DELETE FROM a USING b WHERE a.id = b.id | DELETE a b | DELETE |
					MERGE INTO t USING s ON (t.id = s.id) WHEN MATCHED THEN UPDATE SET a = 1, b = 2 WHEN NOT MATCHED THEN INSERT VALUES (1) | MERGE t s | MERGE |
					MERGE INTO users KEY (id) VALUES (1, 2) | MERGE users | MERGE | users
					WITH recent AS (SELECT * FROM orders), x (a) AS (SELECT 1) SELECT * FROM recent JOIN users ON true | SELECT orders SELECT SELECT users | SELECT |
					WITH RECURSIVE t AS (SELECT 1 UNION ALL SELECT n FROM t) DELETE FROM users | SELECT SELECT DELETE users | DELETE | users
					CALL refresh(1, 2) | CALL refresh | CALL |
					{call refresh(?)} | CALL refresh | CALL |
					{ ? = call shop.total(?) } | CALL shop.total | CALL |
					EXEC sp_who @a = 1 | EXEC sp_who | EXEC |
					CREATE TABLE IF NOT EXISTS users (id INT) | CREATE TABLE users | CREATE TABLE | users
					CREATE OR REPLACE TEMPORARY VIEW v AS SELECT * FROM users | CREATE VIEW v SELECT users | CREATE VIEW |
					ALTER TABLE users ADD COLUMN age INT | ALTER TABLE users | ALTER TABLE | users
					DROP TABLE IF EXISTS a CASCADE | DROP TABLE a | DROP TABLE | a
					TRUNCATE users | TRUNCATE users | TRUNCATE | users
					TRUNCATE TABLE users | TRUNCATE TABLE users | TRUNCATE TABLE | users
					EXPLAIN SELECT * FROM users | EXPLAIN SELECT users | EXPLAIN | users
					SET search_path = shop | SET | SET |
					VALUES (1, 2), (3, 4) | VALUES | VALUES |
					BEGIN; INSERT INTO a VALUES (1); COMMIT | BEGIN INSERT a COMMIT | BEGIN | a
					(SELECT * FROM a) | SELECT a | SELECT | a
					/* hint */ SELECT /*+ INDEX(x) */ * FROM a -- FROM b | SELECT a | SELECT | a
					SELECT * FROM straße | SELECT straße | SELECT | straße
					FROBNICATE THE users | | |
					~~~ nonsense ((( from from from ''' | | |
					""")
	void summarizes(String sql, String summary, String operation, String collection) {
		Sql result = SqlAnalyzer.analyze(sql, SqlDialect.STANDARD);
		assertThat(result.summary()).isEqualTo((summary != null) ? summary : "");
		assertThat(result.operation()).isEqualTo(operation);
		assertThat(result.collection()).isEqualTo(collection);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					SELECT * FROM users WHERE name = 'O''Hara' AND age > 17.5e-3 | SELECT * FROM users WHERE name = ? AND age > ?
					SELECT 0xFF, .5, 1_000, -3, 1e+9, t1.c2 FROM t1 | SELECT ?, ?, ?, -?, ?, t1.c2 FROM t1
					SELECT * FROM t WHERE id IN (1, 2,3, 4) AND x IN (?, ?, ?) | SELECT * FROM t WHERE id IN (?) AND x IN (?)
					SELECT f(?, ?) | SELECT f(?, ?)
					SELECT E'it\\'s', N'x', X'0F', B'01', U&'d' FROM t | SELECT ?, ?, ?, ?, U&? FROM t
					SELECT $$secret$$, $tag$secret $$ $tag$, $1 FROM t | SELECT ?, ?, $1 FROM t
					SELECT q'[it's]', nq'!secret!' FROM t | SELECT ?, ? FROM t
					SELECT 'unterminated secret | SELECT ?
					SELECT $$unterminated secret | SELECT ?
					SELECT "name", a -- secret | SELECT "name", a
					SELECT /* secret /* nested secret */ secret */ 1 | SELECT ?
					SELECT /* secret | SELECT
					SELECT a::text, arr[1], :name, @var FROM t | SELECT a::text, arr[?], :name, @var FROM t
					SELECT DATE '2020-01-01', TRUE, NULL | SELECT DATE ?, TRUE, NULL
					""")
	void removesLiteralsAndComments(String sql, String text) {
		assertThat(SqlAnalyzer.analyze(sql, SqlDialect.STANDARD).text()).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			SELECT 'it\\'s secret' | SELECT ?
			SELECT "secret", `name` | SELECT ?, `name`
			SELECT 1 # secret | SELECT ?
			SELECT _utf8'secret' | SELECT ?
			SELECT /* a /* b */ name | SELECT name
			""")
	void knowsTheLiteralsOfMySql(String sql, String text) {
		assertThat(SqlAnalyzer.analyze(sql, SqlDialect.MYSQL).text()).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			SELECT 'it\\'s secret', name | SELECT ?
			SELECT 'C:\\', 'secret' | SELECT ?
			SELECT "secret", `name` | SELECT ?, `name`
			SELECT "it\\"s secret", name | SELECT ?
			SELECT 'it''s \\ secret', name | SELECT ?, name
			SELECT 1 # secret | SELECT ?
			SELECT /* secret /* nested secret */ secret */ name | SELECT ?
			""")
	void showsNothingThatMayBeALiteralWhereTheDatabaseIsUnknown(String sql, String text) {
		for (String url : new String[] { null, "jdbc:snowflake://host/", "jdbc:hive2://host/",
				"jdbc:informix-sqli:x" }) {
			assertThat(Database.of(url).query(sql, true).sql().text()).isEqualTo(text);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			SELECT 'it\\'s secret', name | SELECT ?
			SELECT "name", `other` FROM "t" | SELECT "name", `other` FROM "t"
			""")
	void knowsTheQuotedNamesOfClickHouse(String sql, String text) {
		assertThat(Database.of("jdbc:clickhouse://host/shop").query(sql, true).sql().text()).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					CREATE USER ann IDENTIFIED BY "S3cret" | CREATE USER ann IDENTIFIED BY ?
					create user ann identified by S3cret quota 5M on users | create user ann identified by ? quota ? on users
					ALTER USER ann IDENTIFIED BY S3cret REPLACE "0ldSecret" | ALTER USER ann IDENTIFIED BY ? REPLACE ?
					CREATE DATABASE LINK l CONNECT TO ann IDENTIFIED BY S3cret USING 'x' | CREATE DATABASE LINK l CONNECT TO ann IDENTIFIED BY ? USING ?
					CREATE USER ann PASSWORD "S3cret" NO FORCE_FIRST_PASSWORD_CHANGE | CREATE USER ann PASSWORD ? NO FORCE_FIRST_PASSWORD_CHANGE
					CREATE USER ann AS PASSWORD = S3cret, PERM = 1 | CREATE USER ann AS PASSWORD = ?, PERM = ?
					ALTER USER ann PASSWORD 'S3cret' VALID UNTIL 'infinity' | ALTER USER ann PASSWORD ? VALID UNTIL ?
					SELECT password FROM users ORDER BY password | SELECT password FROM users ORDER BY password
					ALTER TABLE users ADD password VARCHAR | ALTER TABLE users ADD password VARCHAR
					CREATE OR REPLACE VIEW v AS SELECT replace(a, b) FROM t | CREATE OR REPLACE VIEW v AS SELECT replace(a, b) FROM t
					""")
	void masksPasswordsThatAreNoLiterals(String sql, String text) {
		Sql result = SqlAnalyzer.analyze(sql, SqlDialect.STANDARD);
		assertThat(result.text()).isEqualTo(text);
		assertThat(result.summary()).doesNotContain("ecret");
	}

	@Test
	void whitespaceIsOneSpace() {
		assertThat(SqlAnalyzer.analyze("  SELECT\n\t\ta,\u0000\r\n  b  FROM t  ", SqlDialect.STANDARD).text())
			.isEqualTo("SELECT a, b FROM t");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			SELECT * FROM t WHERE a = ? AND t.b > ? OR c LIKE ? | a,b,c
			SELECT * FROM t WHERE a IN (?, ?) AND b BETWEEN ? AND ? AND c = ? | a,a,b,b,c
			INSERT INTO t (a, password, c) VALUES (?, ?, ?), (?, upper(?), 1) | a,password,c,a,password
			INSERT INTO t VALUES (?, ?) | null,null
			UPDATE t SET "password" = crypt(?, gen_salt(?)), b = ? WHERE c = ? LIMIT ? | password,password,b,c,limit
			SELECT ? FROM t WHERE ? = password | null,null
			SELECT * FROM t WHERE a = 1 AND f(?) | null
			""")
	void namesTheColumnsOfParameters(String sql, String names) {
		assertThat(SqlAnalyzer.analyze(sql, SqlDialect.STANDARD).parameterNames()).map(String::valueOf)
			.containsExactly(names.split(","));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ";", "'", "\"", "`", "[", "$", "$$", "$a", "--", "/*", "/", "-", "?", "(", ")",
			")))", ".", "..", "a.", ".a", "{", "{call", "E'", "q'", "q'[", "nq'", "0x", "1e", "1e+", "\\", "'\\",
			"\uD800", "@", "#", "SELECT * FROM", "INSERT INTO", "WITH", "WITH a", "CREATE", "CALL", "UPDATE",
			"FROM FROM", "a.b.c.d.", "\0" })
	void survivesFragments(String sql) {
		for (SqlDialect dialect : SqlDialect.values()) {
			assertThat(SqlAnalyzer.analyze(sql, dialect)).isNotSameAs(Sql.UNKNOWN);
		}
	}

	@Test
	void survivesNonsense() {
		String[] tokens = { "SELECT", "FROM", "(", ")", ",", "'", "\"", "`", "[", "]", "$$", "$t$", "--", "/*", "*/",
				"\n", "?", "1e", "x.", ".", ";", "INTO", "WITH", "AS", "JOIN", "UPDATE", "VALUES", "IN", "{", "}", "\\",
				"q'", "E'", "\u0000", "\uD83D", "ß", "=", "CALL", "CREATE", "TABLE", "BETWEEN", "AND" };
		SqlDialect[] dialects = SqlDialect.values();
		Random random = new Random(42);
		for (int i = 0; i < 20_000; i++) {
			StringBuilder sql = new StringBuilder();
			for (int j = random.nextInt(30); j >= 0; j--) {
				sql.append(tokens[random.nextInt(tokens.length)]).append(random.nextBoolean() ? " " : "");
			}
			assertThat(SqlAnalyzer.analyze(sql.toString(), dialects[random.nextInt(dialects.length)]))
				.as(sql.toString())
				.isNotSameAs(Sql.UNKNOWN);
		}
	}

	@Test
	@Timeout(value = 10, unit = TimeUnit.SECONDS)
	void cutsWhatIsVeryLong() {
		for (String part : new String[] { "'", "x", "(", "1,", "$", "a.b ", "/*", "FROM ", "q'", "[a", "SELECT " }) {
			Sql sql = SqlAnalyzer.analyze("SELECT * FROM users WHERE " + part.repeat(1_000_000), SqlDialect.STANDARD);
			assertThat(sql.text().length()).isLessThanOrEqualTo(SqlScanner.MAX_LENGTH + 3);
			assertThat(sql.summary().length()).isLessThanOrEqualTo(255);
			assertThat(sql.summary()).startsWith("SELECT users");
		}
	}

	@Test
	void aLiteralThatIsCutIsNotShown() {
		String sql = "SELECT * FROM users WHERE name = '" + "secret".repeat(5_000) + "'";
		assertThat(SqlAnalyzer.analyze(sql, SqlDialect.STANDARD).text())
			.isEqualTo("SELECT * FROM users WHERE name = ?...");
	}

	@Test
	void aFloodOfUniqueStatementsIsForgotten() {
		RecentCache<Sql> cache = new RecentCache<>();
		cache.put("SELECT 1", Sql.UNKNOWN);
		for (int i = 0; i < 50_000; i++) {
			cache.put("SELECT " + i, Sql.UNKNOWN);
			assertThat(cache.get("SELECT 1")).isNotNull();
			assertThat(cache.size()).isLessThanOrEqualTo(2 * RecentCache.MAX_ENTRIES + 2);
		}
		cache.put("x".repeat(RecentCache.MAX_CHARACTERS), Sql.UNKNOWN);
		assertThat(cache.get("x".repeat(RecentCache.MAX_CHARACTERS))).isNull();
	}

}
