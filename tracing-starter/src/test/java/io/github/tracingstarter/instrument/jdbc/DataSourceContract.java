package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What holds for each pool and each driver.
 */
abstract class DataSourceContract {

	/**
	 * An application with one data source, which counts the rows that it reads.
	 * @return a runner
	 * @throws Exception where the database does not start
	 */
	abstract ApplicationContextRunner runner() throws Exception;

	/**
	 * What the spans say about the database.
	 * @return the attributes of all statements
	 * @throws Exception where the database does not start
	 */
	abstract Map<String, Object> database() throws Exception;

	/**
	 * What the database says where a table is missing.
	 * @return the value of {@code db.response.status_code}
	 */
	abstract String missingTable();

	@Test
	void aQueryMakesOneSpanBelowTheCaller() throws Exception {
		run((context, jdbc, spans) -> {
			List<String> names = traced(context,
					() -> jdbc.queryForList("select name from users where id > 1 and name <> 'Ann'", String.class));
			assertThat(names).containsExactly("user2", "user3");
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CLIENT SELECT users
					""");
			SpanData span = spans.named("SELECT users");
			Map<String, Object> attributes = RecordedSpans.attributes(span);
			// Where connections are made one by one, the wait for one may be worth a
			// word.
			attributes.remove("jdbc.connection_wait_time");
			assertThat(attributes).containsAllEntriesOf(database())
				.containsEntry("db.query.text", "select name from users where id > ? and name <> ?")
				.containsEntry("db.query.summary", "SELECT users")
				.containsEntry("db.response.returned_rows", 2L)
				.containsKey("jdbc.fetch_time")
				.hasSize(database().size() + 4);
			assertThat(span.getStatus()).isEqualTo(StatusData.unset());
			assertThat(span.getEvents()).isEmpty();
		});
	}

	@Test
	void eachKindOfStatementIsASpan() throws Exception {
		run((context, jdbc, spans) -> {
			traced(context, () -> {
				jdbc.queryForList("SELECT name FROM users WHERE id > ?", 1);
				jdbc.update("UPDATE users SET name = ? WHERE id = ?", "Ann", 1);
				return jdbc.batchUpdate("INSERT INTO users (id, name) VALUES (?, ?)",
						List.of(new Object[] { 10, "a" }, new Object[] { 11, "b" }));
			});
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CLIENT SELECT users
					  CLIENT UPDATE users
					  CLIENT BATCH INSERT users
					""");
			assertThat(RecordedSpans.attributes(spans.named("SELECT users"))).containsAllEntriesOf(database())
				.containsEntry("db.response.returned_rows", 2L)
				.containsEntry("db.query.text", "SELECT name FROM users WHERE id > ?");
			assertThat(RecordedSpans.attributes(spans.named("UPDATE users"))).containsAllEntriesOf(database())
				.containsEntry("jdbc.affected_rows", 1L);
			assertThat(RecordedSpans.attributes(spans.named("BATCH INSERT users"))).containsAllEntriesOf(database())
				.containsEntry("db.operation.batch.size", 2L);
		});
	}

	@Test
	void aFailureIsTheDriversAndHasItsCode() throws Exception {
		run((context, jdbc, spans) -> {
			traced(context,
					() -> assertThatExceptionOfType(DataAccessException.class)
						.isThrownBy(() -> jdbc.queryForList("SELECT * FROM nowhere"))
						.withRootCauseInstanceOf(SQLException.class));
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CLIENT SELECT nowhere !
					""");
			assertThat(RecordedSpans.attributes(spans.named("SELECT nowhere"))).containsAllEntriesOf(database())
				.containsEntry("db.response.status_code", missingTable());
		});
	}

	@Test
	void objectsLeadBackToEachOther() throws Exception {
		run((context, jdbc, spans) -> {
			try (Connection connection = context.getBean(DataSource.class).getConnection();
					PreparedStatement statement = connection.prepareStatement("SELECT name FROM users")) {
				assertThat(statement.getConnection()).isEqualTo(connection);
				assertThat(statement.unwrap(PreparedStatement.class)).isNotNull();
				assertThat(connection.getMetaData().getConnection().unwrap(Connection.class)).isNotNull();
			}
		});
	}

	@Test
	void theReportNamesTheDataSource() throws Exception {
		run((context, jdbc, spans) -> assertThat(context.getBean(TracingReport.class).entries())
			.filteredOn((entry) -> entry.instrumentation().equals("JDBC"))
			.singleElement()
			.satisfies((entry) -> {
				assertThat(entry.subject()).startsWith("dataSource (");
				assertThat(entry.traced()).isTrue();
			}));
	}

	private void run(Scenario scenario) throws Exception {
		runner().withPropertyValues("tracing.jdbc.rows=true").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(TracedDataSources.isTraced(context.getBean(DataSource.class))).isTrue();
			JdbcTemplate jdbc = users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			scenario.play(context, jdbc, spans);
		});
	}

	/**
	 * What is done with a database, and seen.
	 */
	private interface Scenario {

		/**
		 * Does it.
		 * @param context the application
		 * @param jdbc runs statements
		 * @param spans the spans of the application
		 * @throws Exception what the test does not expect
		 */
		void play(ApplicationContext context, JdbcTemplate jdbc, RecordedSpans spans) throws Exception;

	}

}
