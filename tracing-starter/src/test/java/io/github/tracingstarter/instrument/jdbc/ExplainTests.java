package io.github.tracingstarter.instrument.jdbc;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.tracingstarter.sql.SqlDialect;
import io.github.tracingstarter.sql.StatementPlans;
import io.github.tracingstarter.sql.StatementPlans.Plan;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.semconv.DbAttributes;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plans of statements, asked for as the page does. Those of servers are in
 * {@link DatabaseServerTests}.
 */
class ExplainTests {

	private static final String PLAIN = "jdbc:h2:mem:explained_plain;DB_CLOSE_DELAY=-1";

	private final ApplicationContextRunner runner = JdbcApplication.runner()
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:explained", "tracing.jdbc.explain=true");

	@Test
	void aPlanIsThatOfTheStatement() {
		offered(this.runner, (context) -> {
			Plan plan = explain(context, (jdbc) -> jdbc.queryForList("SELECT name FROM users WHERE id = ?", 2));
			assertThat(plan.text()).isEqualTo("""
					SELECT
					    "NAME"
					FROM "PUBLIC"."USERS"
					    /* PUBLIC.PRIMARY_KEY_4: ID = ? */
					WHERE "ID" = ?""");
			assertThat(plan.remark()).isEqualTo("The plan of H2, which does not depend on the values.");
		});
	}

	@Test
	void aPlanHasNoLiteral() {
		offered(this.runner, (context) -> {
			Plan plan = explain(context, (jdbc) -> jdbc.queryForList(
					"SELECT name FROM users WHERE name = 'S3cret /* ' AND password > 'S3cret */ 4711' AND id > 4711;"));
			assertThat(plan.text()).isEqualTo("""
					SELECT
					    "NAME"
					FROM "PUBLIC"."USERS"
					    /* PUBLIC.PRIMARY_KEY_4: ID > ? */
					WHERE ("ID" > ?)
					    AND ("NAME" = ?)
					    AND ("PASSWORD" > ?)""");
		});
	}

	@Test
	void thePoolIsAsItWasAndNoSpanIsMade() {
		offered(this.runner.withPropertyValues("spring.datasource.hikari.maximum-pool-size=1",
				"tracing.jdbc.without-parent=true", "tracing.jdbc.transactions=true"), (context) -> {
					RecordedSpans spans = context.getBean(RecordedSpans.class);
					Plan plan = explain(context, (jdbc) -> jdbc.queryForList("SELECT name FROM users"));
					assertThat(plan.text()).contains("tableScan");
					assertThat(spans.tree()).isEqualTo("""
							INTERNAL request
							  CLIENT SELECT users
							""");
					HikariDataSource pool = context.getBean(HikariDataSource.class);
					assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
					try (Connection connection = pool.getConnection()) {
						assertThat(connection.getAutoCommit()).isTrue();
						assertThat(connection.isReadOnly()).isFalse();
						assertThat(connection.createStatement().getQueryTimeout()).isZero();
						assertThat(connection.createStatement().executeUpdate("UPDATE users SET name = 'x'"))
							.isEqualTo(3);
					}
				});
	}

	@Test
	void theLastRunOfTheTextIsExplainedInItsOwnDatabase() {
		JdbcDataSource other = new JdbcDataSource();
		other.setURL("jdbc:h2:mem:explained_other;DB_CLOSE_DELAY=-1");
		offered(this.runner.withBean("other", DataSource.class, () -> other)
			.withBean("dataSource", DataSource.class, ExplainTests::plain), (context) -> {
				JdbcTemplate second = new JdbcTemplate(context.getBean("other", DataSource.class));
				second.execute("CREATE TABLE users (name VARCHAR(10), id INT)");
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				JdbcTemplate first = users(context, "dataSource");
				spans.clear();
				for (JdbcTemplate jdbc : new JdbcTemplate[] { first, second }) {
					traced(context, () -> jdbc.queryForList("SELECT name FROM users WHERE id = 1"));
				}
				Map<String, String> plans = spans.all()
					.stream()
					.map(SpanData::getAttributes)
					.filter((statement) -> statement.get(DbAttributes.DB_NAMESPACE) != null)
					.collect(Collectors.toMap((statement) -> statement.get(DbAttributes.DB_NAMESPACE),
							(statement) -> context.getBean(StatementPlans.class).explain(statement).text()));
				assertThat(plans).hasSize(2);
				assertThat(plans.get("explained_plain")).contains("PRIMARY_KEY");
				assertThat(plans.get("explained_other")).contains("tableScan");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "INSERT INTO users (id) VALUES (7) | Only a SELECT can be explained.",
					"UPDATE users SET name = 'a' | Only a SELECT can be explained.",
					"DELETE FROM users | Only a SELECT can be explained.",
					"EXPLAIN ANALYZE SELECT * FROM users | Only a SELECT can be explained.",
					"SELECT name FROM users FOR UPDATE | The statement locks rows.",
					"SELECT 1; DELETE FROM users | The statement has a semicolon in it, so it may be several.",
					"SELECT ';', name FROM users | The statement has a semicolon in it, so it may be several.",
					"VALUES (1) | Only a SELECT can be explained." })
	void whatIsNoSelectIsRefused(String sql, String reason) {
		offered(this.runner, (context) -> {
			Plan plan = explain(context, (jdbc) -> jdbc.execute(sql));
			assertThat(plan).isEqualTo(Plan.none(reason));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "WITH gone AS (DELETE FROM users RETURNING *) SELECT * FROM gone",
			"WITH a AS (SELECT 1), b AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM b",
			"SELECT * INTO t FROM users", "SELECT * FROM users INTO OUTFILE '/tmp/x'", "SELECT 1 /*! INTO @a */",
			"SELECT * FROM users FOR NO KEY UPDATE", "SELECT * FROM users LOCK IN SHARE MODE", "ANALYZE SELECT 1",
			"/* a */ ANALYZE SELECT 1", "'x' SELECT", "", "? SELECT 1", "SELECT 1;;", "SELECT 1; --",
			"SELECT $$;$$ x" })
	void whatMayDoMoreThanReadIsRefused(String sql) {
		for (SqlDialect dialect : SqlDialect.values()) {
			assertThat(SelectCheck.of(sql, dialect).refusal()).as("%s in %s", sql, dialect).isNotNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "SELECT 1", "  select * from t where a = ?;", "/* hint */ SELECT 1",
			"(SELECT 1) UNION (SELECT 2)", "WITH a AS (SELECT 1) SELECT * FROM a",
			"SELECT u.update, t.\"delete\" FROM t" })
	void oneThatReadsIsNot(String sql) {
		assertThat(SelectCheck.of(sql, SqlDialect.POSTGRESQL).refusal()).isNull();
	}

	@Test
	void placeholdersAreNumberedWhereTheyAre() {
		String sql = "SELECT '?', \"?\", a ?? 'b', a ??| ? /* ? */ FROM t -- ?\nWHERE $$?$$ = ? AND b IN (?, ?)";
		SelectCheck check = SelectCheck.of(sql, SqlDialect.POSTGRESQL);
		assertThat(check.numbered(sql))
			.isEqualTo("SELECT '?', \"?\", a ? 'b', a ?| $1 /* ? */ FROM t -- ?\nWHERE $$?$$ = $2 AND b IN ($3, $4)");
	}

	@Test
	void aStatementThatIsTooLongToBeReadIsRefused() {
		String sql = "SELECT " + "a, ".repeat(4_000) + "b FROM t";
		assertThat(SelectCheck.of(sql, SqlDialect.POSTGRESQL).refusal())
			.isEqualTo("The statement is too long to be read whole.");
	}

	@Test
	void nothingIsRememberedUnlessItIsAllowed() {
		String refusal = "The database is asked for plans only while the application is being developed. "
				+ "Set tracing.jdbc.explain=true to have it asked here, too.";
		offered(this.runner.withPropertyValues("tracing.jdbc.explain=false"), true,
				(context) -> assertThat(explain(context, (jdbc) -> jdbc.queryForList("SELECT name FROM users")))
					.isEqualTo(Plan.none(refusal)));
		ApplicationContextRunner unset = JdbcApplication.runner()
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:explained");
		offered(unset, false,
				(context) -> assertThat(explain(context, (jdbc) -> jdbc.queryForList("SELECT name FROM users")))
					.isEqualTo(Plan.none(refusal)));
		offered(unset, true,
				(context) -> assertThat(explain(context, (jdbc) -> jdbc.queryForList("SELECT name FROM users")).text())
					.contains("tableScan"));
	}

	@Test
	void withoutAPageNothingIsRemembered() {
		this.runner.run((context) -> {
			Plan plan = explain(context, (jdbc) -> jdbc.queryForList("SELECT name FROM users"));
			assertThat(plan.text()).isNull();
			context.getBean(StatementPlans.class).offer(false);
			Attributes statement = context.getBean(RecordedSpans.class).named("SELECT users").getAttributes();
			assertThat(context.getBean(StatementPlans.class).explain(statement).remark())
				.startsWith("The statement is not remembered: ");
		});
	}

	@Test
	void databasesWithoutAPlanAreNamed() {
		offered(this.runner, (context) -> {
			Attributes statement = Attributes.of(DbAttributes.DB_SYSTEM_NAME, "oracle.db", DbAttributes.DB_QUERY_TEXT,
					"SELECT 1 FROM dual");
			assertThat(context.getBean(StatementPlans.class).explain(statement))
				.isEqualTo(Plan.none("Plans are known of H2, PostgreSQL, MariaDB and MySQL, not of oracle.db."));
		});
	}

	@Test
	void aPoolWithoutAnIdleConnectionIsLeftAlone() {
		offered(this.runner.withPropertyValues("spring.datasource.hikari.maximum-pool-size=1"), (context) -> {
			DataSource pool = context.getBean(DataSource.class);
			SpanData span = run(context, (jdbc) -> jdbc.queryForList("SELECT name FROM users"));
			StatementPlans plans = context.getBean(StatementPlans.class);
			try (Connection taken = pool.getConnection()) {
				assertThat(taken.isClosed()).isFalse();
				assertThat(plans.explain(span.getAttributes())).isEqualTo(Plan
					.none("The pool has no idle connection now, and none is taken from the application. Try again."));
			}
			assertThat(plans.explain(span.getAttributes()).text()).contains("tableScan");
		});
	}

	@Test
	void aDataSourceThatDoesNotAnswerIsWaitedForForTwoSecondsAndGivenItsConnection() {
		SlowDataSource slow = new SlowDataSource();
		offered(this.runner.withBean("dataSource", DataSource.class, () -> slow), (context) -> {
			SpanData span = run(context, (jdbc) -> jdbc.queryForList("SELECT name FROM users"));
			StatementPlans plans = context.getBean(StatementPlans.class);
			slow.blocked = new CountDownLatch(1);
			long start = System.nanoTime();
			assertThat(plans.explain(span.getAttributes()))
				.isEqualTo(Plan.none("There was no connection or no answer within 2 seconds."));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1_900));
			assertThat(plans.explain(span.getAttributes()))
				.isEqualTo(Plan.none("The database is being asked for another plan. Try again."));
			CountDownLatch blocked = slow.blocked;
			slow.blocked = new CountDownLatch(0);
			blocked.countDown();
			assertThat(slow.closed.await(30, TimeUnit.SECONDS)).as("the late connection is given back").isTrue();
		});
	}

	@Test
	void aDatabaseThatIsDownIsToldWithoutValues() {
		SlowDataSource failing = new SlowDataSource();
		offered(this.runner.withBean("dataSource", DataSource.class, () -> failing), (context) -> {
			SpanData span = run(context, (jdbc) -> jdbc.queryForList("SELECT name FROM users WHERE name = 'S3cret'"));
			failing.failing = true;
			assertThat(context.getBean(StatementPlans.class).explain(span.getAttributes()))
				.isEqualTo(Plan.none("There is no plan: SQL state 08001, error code 0"));
		});
	}

	@Test
	void memoryIsBounded() {
		offered(this.runner, (context) -> {
			JdbcTemplate jdbc = JdbcApplication.users(context);
			traced(context, () -> {
				jdbc.queryForList("SELECT 1 AS first FROM users");
				for (int i = 0; i < 3_000; i++) {
					jdbc.queryForList("SELECT 1 AS c" + i + " FROM users");
				}
				return null;
			});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			StatementPlans plans = context.getBean(StatementPlans.class);
			List<SpanData> all = spans.all().stream().filter((span) -> span.getKind() == SpanKind.CLIENT).toList();
			assertThat(all).hasSize(3_001);
			assertThat(plans.explain(all.get(0).getAttributes()).remark())
				.startsWith("The statement is not remembered: ");
			assertThat(plans.explain(all.get(3_000).getAttributes()).text()).contains("tableScan");
		});
	}

	private static DataSource plain() {
		JdbcDataSource plain = new JdbcDataSource();
		plain.setURL(PLAIN);
		return plain;
	}

	static void offered(ApplicationContextRunner runner, ContextConsumer<ApplicationContext> test) {
		offered(runner, false, test);
	}

	private static void offered(ApplicationContextRunner runner, boolean development,
			ContextConsumer<ApplicationContext> test) {
		runner.run((context) -> {
			context.getBean(StatementPlans.class).offer(development);
			test.accept(context);
		});
	}

	static Plan explain(ApplicationContext context, Consumer<JdbcTemplate> statement) {
		return context.getBean(StatementPlans.class).explain(run(context, statement).getAttributes());
	}

	private static SpanData run(ApplicationContext context, Consumer<JdbcTemplate> statement) {
		JdbcTemplate jdbc = JdbcApplication.users(context);
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		spans.clear();
		traced(context, () -> {
			statement.accept(jdbc);
			return null;
		});
		return spans.first(SpanKind.CLIENT);
	}

	private static JdbcTemplate users(ApplicationContext context, String dataSource) {
		JdbcTemplate jdbc = new JdbcTemplate(context.getBean(dataSource, DataSource.class));
		jdbc.execute("DROP TABLE IF EXISTS users");
		jdbc.execute("CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(100))");
		return jdbc;
	}

	/**
	 * Hands out connections late, or none.
	 */
	private static final class SlowDataSource extends AbstractDataSource {

		private volatile CountDownLatch blocked = new CountDownLatch(0);

		private volatile boolean failing;

		private final CountDownLatch closed = new CountDownLatch(1);

		@Override
		public Connection getConnection() throws SQLException {
			if (this.failing) {
				throw new SQLException("No server for 'S3cret'", "08001");
			}
			CountDownLatch waitedFor = this.blocked;
			boolean late = waitedFor.getCount() > 0;
			try {
				waitedFor.await();
			}
			catch (InterruptedException ex) {
				throw new SQLException(ex);
			}
			Connection connection = DriverManager.getConnection(PLAIN);
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(self, method, args) -> {
						if (late && method.getName().equals("close")) {
							this.closed.countDown();
						}
						return method.invoke(connection, args);
					});
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

	}

}
