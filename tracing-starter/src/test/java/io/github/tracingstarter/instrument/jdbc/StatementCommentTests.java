package io.github.tracingstarter.instrument.jdbc;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.github.tracingstarter.configuration.ServiceName;
import io.github.tracingstarter.sql.Database;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The comment that names the trace: which statements get it, and what is left of them.
 * The logs of real servers are in {@link SlowQueryLogTests}.
 *
 */
class StatementCommentTests {

	private static final SpanContext TRACE = SpanContext.create("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331",
			TraceFlags.getSampled(), TraceState.getDefault());

	private static final String COMMENT = "/*application='shop',traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/";

	private static final Database POSTGRES = Database.of("jdbc:postgresql://db/shop");

	private final ApplicationContextRunner runner = JdbcApplication.runner()
		.withBean(ServiceName.class, () -> new ServiceName("shop"))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:comments;QUERY_STATISTICS=TRUE",
				"tracing.jdbc.comment=all");

	@ParameterizedTest
	@CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, quoteCharacter = '"',
			value = { "SELECT 1|SELECT 1 <>", "SELECT 1;|SELECT 1 <>;", "SELECT 1 ; ;\t|SELECT 1 <> ; ;\t",
					"SELECT /*+ INDEX(t i) */ 1|SELECT /*+ INDEX(t i) */ 1 <>",
					"/*+ SeqScan(t) */ SELECT 1|/*+ SeqScan(t) */ SELECT 1 <>", "SELECT 1 -- last|SELECT 1 -- last!<>",
					"SELECT 1 # last|SELECT 1 # last!<>", "SELECT '--'|SELECT '--'!<>",
					"SELECT 1 -- last;|SELECT 1 -- last;", "SELECT 1; -- last|SELECT 1; -- last",
					"-- first!SELECT 1|-- first!SELECT 1 <>", "BEGIN p(); END;|BEGIN p(); END <>;",
					"{call p()}|{call p()}", " {? = call p()}| {? = call p()}",
					"SELECT 1 /*traceparent='00-1'*/|SELECT 1 /*traceparent='00-1'*/", " ; | ; " })
	void isAtTheEnd(String sql, String sent) {
		assertThat(comment("shop").ofPlain(sql.replace('!', '\n'), TRACE, POSTGRES))
			.isEqualTo(sent.replace('!', '\n').replace("<>", COMMENT));
	}

	@Test
	void emptyTextStaysEmpty() {
		assertThat(comment("shop").ofPlain("", TRACE, POSTGRES)).isEmpty();
	}

	@Test
	void nothingOfANameCanEndTheComment() {
		assertThat(comment("*/ DROP TABLE users; /* ' \\ -- ? {d} :x ü").ofPlain("SELECT 1", TRACE, POSTGRES))
			.isEqualTo("SELECT 1 /*application="
					+ "'%2A%2F%20DROP%20TABLE%20users%3B%20%2F%2A%20%27%20%5C%20--%20%3F%20%7Bd%7D%20%3Ax%20%C3%BC',"
					+ "traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/");
	}

	@Test
	void withoutANameThereIsTheTraceAlone() {
		StatementComment comment = StatementComment.of(JdbcProperties.Comment.ON, () -> null);
		assertThat(comment).isNotNull();
		assertThat(comment.ofPlain("SELECT 1", TRACE, POSTGRES))
			.isEqualTo("SELECT 1 /*traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/");
	}

	@Test
	void noSpanNoComment() {
		assertThat(comment("shop").ofPlain("SELECT 1", SpanContext.getInvalid(), POSTGRES)).isEqualTo("SELECT 1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:oracle:thin:@db:1521/shop", "jdbc:sqlserver://db;databaseName=shop",
			"jdbc:h2:mem:shop", "jdbc:db2://db/shop" })
	void serversThatLookTextsUpGetTheOriginal(String url) {
		assertThat(comment("shop").ofPlain("SELECT 1", TRACE, Database.of(url))).isEqualTo("SELECT 1");
	}

	@Test
	void offByDefault() {
		this.runner.withPropertyValues("tracing.jdbc.comment=off").run((context) -> {
			query(context);
			assertThat(sent(context, "FROM users")).containsExactlyInAnyOrder("SELECT name FROM users",
					"SELECT name FROM users WHERE id = ?");
		});
		JdbcApplication.runner()
			.run((context) -> assertThat(context.getBean(StatementTracer.class).isCommenting()).isFalse());
		JdbcApplication.runner()
			.withPropertyValues("tracing.jdbc.comment=false")
			.run((context) -> assertThat(context.getBean(StatementTracer.class).isCommenting()).isFalse());
	}

	@Test
	void trueIsOn() {
		JdbcApplication.runner()
			.withPropertyValues("tracing.jdbc.comment=true")
			.run((context) -> assertThat(context.getBean(JdbcProperties.class).comment())
				.isEqualTo(JdbcProperties.Comment.ON));
	}

	@Test
	void plainStatementNamesItsSpanAndAPreparedOneWhatIsAroundIt() {
		this.runner.run((context) -> {
			query(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			SpanData plain = spans.all()
				.stream()
				.filter((span) -> RecordedSpans.attributes(span).containsValue("SELECT name FROM users"))
				.findFirst()
				.orElseThrow();
			assertThat(sent(context, "FROM users")).containsExactlyInAnyOrder(
					"SELECT name FROM users " + comment(plain),
					"SELECT name FROM users WHERE id = ? " + comment(spans.named("request")));
		});
	}

	@Test
	void spansHaveTheTextOfTheApplication() {
		this.runner.run((context) -> {
			query(context);
			query(context);
			assertThat(context.getBean(RecordedSpans.class).all())
				.filteredOn((span) -> !span.getName().equals("request"))
				.extracting((span) -> RecordedSpans.attributes(span).get("db.query.text"))
				.containsExactly("SELECT name FROM users", "SELECT name FROM users WHERE id = ?",
						"SELECT name FROM users", "SELECT name FROM users WHERE id = ?");
		});
	}

	@Test
	void textsOfTheSpansAreRepeatedThough() {
		this.runner.run((context) -> {
			JdbcTemplate jdbc = users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			traced(context, () -> {
				for (int i = 0; i < 5; i++) {
					jdbc.queryForList("SELECT name FROM users WHERE id = ?", i);
				}
				return null;
			});
			assertThat(spans.all()).filteredOn((span) -> RecordedSpans.attributes(span).containsKey("code.line.number"))
				.as("the line of the fifth run")
				.hasSize(1);
		});
	}

	@Test
	void outsideATraceNothingIsChanged() {
		this.runner.run((context) -> {
			JdbcTemplate jdbc = users(context);
			jdbc.queryForList("SELECT name FROM users");
			jdbc.queryForList("SELECT name FROM users WHERE id = ?", 1);
			jdbc.batchUpdate("DELETE FROM users WHERE id = 4", "DELETE FROM users WHERE id = 5");
			assertThat(sent(context, "")).noneMatch((sql) -> sql.contains("traceparent"));
		});
	}

	@Test
	void unsampledTraceChangesNothing() {
		this.runner.withPropertyValues("management.tracing.sampling.probability=0").run((context) -> {
			query(context);
			assertThat(sent(context, "FROM users")).containsExactlyInAnyOrder("SELECT name FROM users",
					"SELECT name FROM users WHERE id = ?");
		});
	}

	@Test
	void batchesNameTheTrace() {
		this.runner.run((context) -> {
			JdbcTemplate jdbc = users(context);
			traced(context, () -> {
				assertThat(jdbc.batchUpdate("DELETE FROM users WHERE id = 1", "DELETE FROM users WHERE id = 2"))
					.containsExactly(1, 1);
				return jdbc.batchUpdate("UPDATE users SET name = ? WHERE id = ?",
						List.of(new Object[] { "a", 3 }, new Object[] { "b", 4 }));
			});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			String around = comment(spans.named("request"));
			assertThat(sent(context, "WHERE id")).containsExactlyInAnyOrder("DELETE FROM users WHERE id = 1 " + around,
					"DELETE FROM users WHERE id = 2 " + around, "UPDATE users SET name = ? WHERE id = ? " + around);
			assertThat(spans.all()).filteredOn((span) -> !span.getName().equals("request"))
				.extracting((span) -> RecordedSpans.attributes(span).get("db.query.text"))
				.containsExactly("DELETE FROM users WHERE id = ?; DELETE FROM users WHERE id = ?",
						"UPDATE users SET name = ? WHERE id = ?");
		});
	}

	@Test
	void failedStatementHadItAndItsSpanHasNot() {
		this.runner.run((context) -> {
			JdbcTemplate jdbc = users(context);
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> traced(context, () -> jdbc.queryForList("SELECT missing FROM users")))
				.withStackTraceContaining("/*application='shop',traceparent='00-");
			assertThat(context.getBean(RecordedSpans.class).all())
				.filteredOn((span) -> !span.getName().equals("request"))
				.singleElement()
				.satisfies((span) -> assertThat(span.toString()).doesNotContain("traceparent"));
		});
	}

	@Test
	void callsAreLeftAlone() {
		this.runner.run((context) -> {
			users(context);
			traced(context, () -> context.getBean(JdbcTemplate.class).execute((ConnectionCallback<?>) (connection) -> {
				try (CallableStatement call = connection.prepareCall("CALL UPPER(?)")) {
					call.setString(1, "a");
					return call.executeQuery().next();
				}
			}));
			assertThat(sent(context, "UPPER")).containsExactly("CALL UPPER(?)");
		});
	}

	@Test
	void generatedKeysAreReturned() {
		this.runner.run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.execute("DROP TABLE IF EXISTS keys");
			jdbc.execute("CREATE TABLE keys (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(9))");
			DataSource dataSource = context.getBean(DataSource.class);
			assertThat(traced(context, () -> generatedKeys(dataSource))).containsExactly(1, 2, 3);
		});
	}

	private static List<Integer> generatedKeys(DataSource dataSource) {
		try (Connection connection = dataSource.getConnection();
				PreparedStatement prepared = connection.prepareStatement("INSERT INTO keys (name) VALUES (?)",
						Statement.RETURN_GENERATED_KEYS);
				Statement plain = connection.createStatement()) {
			prepared.setString(1, "a");
			prepared.executeUpdate();
			int first = key(prepared);
			plain.executeUpdate("INSERT INTO keys (name) VALUES ('b');", Statement.RETURN_GENERATED_KEYS);
			int second = key(plain);
			plain.execute("INSERT INTO keys (name) VALUES ('c') -- last", new String[] { "ID" });
			return List.of(first, second, key(plain));
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int key(Statement statement) throws SQLException {
		try (var keys = statement.getGeneratedKeys()) {
			assertThat(keys.next()).isTrue();
			return keys.getInt(1);
		}
	}

	private static void query(ApplicationContext context) {
		JdbcTemplate jdbc = users(context);
		assertThat(traced(context, () -> {
			List<Map<String, Object>> all = jdbc.queryForList("SELECT name FROM users");
			assertThat(jdbc.queryForObject("SELECT name FROM users WHERE id = ?", String.class, 2)).isEqualTo("user2");
			return all;
		})).hasSize(3);
	}

	/**
	 * What H2 was asked, as it says itself.
	 */
	private static List<String> sent(ApplicationContext context, String part) {
		return context.getBean(JdbcTemplate.class)
			.queryForList("SELECT sql_statement FROM information_schema.query_statistics", String.class)
			.stream()
			.filter((sql) -> sql.contains(part) && !sql.contains("query_statistics") && !sql.startsWith("CREATE")
					&& !sql.startsWith("INSERT INTO users"))
			.toList();
	}

	private static StatementComment comment(String application) {
		StatementComment comment = StatementComment.of(JdbcProperties.Comment.ON, () -> application);
		assertThat(comment).isNotNull();
		return comment;
	}

	private static String comment(SpanData span) {
		assertThat(span.getSpanContext().isSampled()).isTrue();
		return "/*application='shop',traceparent='00-%s-%s-%s'*/".formatted(span.getTraceId(), span.getSpanId(),
				span.getSpanContext().getTraceFlags().asHex());
	}

}
