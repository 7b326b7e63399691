package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.users;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rows read and the time it took, which are recorded only if asked for.
 */
class RowsTests {

	@Test
	void theSpanEndsWhenTheDriverReturnedAndNotWhenItsRowsWereRead() {
		runner().run((context) -> {
			JdbcTemplate jdbc = users(context);
			traced(context, () -> jdbc.query("SELECT name FROM users", (ResultSet rows) -> {
				int count = 0;
				while (rows.next()) {
					pause();
					count++;
				}
				return count;
			}));
			SpanData span = context.getBean(RecordedSpans.class).named("SELECT users");
			assertThat(RecordedSpans.attributes(span)).containsEntry("db.response.returned_rows", 3L);
			Double fetchTime = (Double) RecordedSpans.attributes(span).get("jdbc.fetch_time");
			assertThat(fetchTime).isGreaterThanOrEqualTo(0.15);
			double duration = (span.getEndEpochNanos() - span.getStartEpochNanos()) / 1e9;
			double all = duration + fetchTime;
			assertThat(duration).isPositive().isLessThan(all - 0.14);
		});
	}

	@Test
	void aResultSetLeadsBackToItsStatementAndConnection() {
		runner().run((context) -> {
			users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			traced(context, () -> withConnection(context.getBean(DataSource.class), (connection) -> {
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT * FROM users");
				assertThat(rows.getStatement()).isSameAs(statement);
				assertThat(rows.getStatement().getConnection()).isSameAs(connection);
				assertThat(rows).isEqualTo(rows).hasSameHashCodeAs(rows);
				assertThat(rows.unwrap(org.h2.jdbc.JdbcResultSet.class)).isNotNull();
				assertThat(rows.isWrapperFor(ResultSet.class)).isTrue();
				assertThat(rows.next()).isTrue();
				assertThat(rows.getString("name")).isEqualTo("user1");
				assertThat(rows.wasNull()).isFalse();
				statement.close();
				assertThat(rows.isClosed()).isTrue();
				return null;
			}));
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CLIENT SELECT users
					""");
		});
	}

	@Test
	void executeThenGetResultSetTellsTheRowsToo() {
		runner().run((context) -> {
			JdbcTemplate jdbc = users(context);
			traced(context, () -> jdbc.execute((ConnectionCallback<Void>) (connection) -> {
				Statement statement = connection.createStatement();
				assertThat(statement.execute("SELECT * FROM users")).isTrue();
				ResultSet rows = statement.getResultSet();
				assertThat(rows.getStatement()).isSameAs(statement);
				assertThat(rows.next()).isTrue();
				rows.close();
				return null;
			}));
			SpanData span = context.getBean(RecordedSpans.class).named("SELECT users");
			assertThat(RecordedSpans.attributes(span)).containsEntry("db.response.returned_rows", 1L);
		});
	}

	@Test
	void whatNobodyClosesEndsWithTheConnection() {
		runner().run((context) -> {
			users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			traced(context, () -> withConnection(context.getBean(DataSource.class), (connection) -> {
				Statement first = connection.createStatement();
				first.executeQuery("SELECT * FROM users WHERE id = 1");
				connection.createStatement().executeQuery("SELECT * FROM users WHERE id = 2");
				first.executeQuery("SELECT * FROM users WHERE id = 3");
				assertThat(spans.all()).hasSize(1);
				return null;
			}));
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CLIENT SELECT users
					  CLIENT SELECT users
					  CLIENT SELECT users
					""");
		});
	}

	@Test
	void aFailureWhileReadingBelongsToTheStatement() {
		runner().run((context) -> {
			users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			traced(context, () -> withConnection(context.getBean(DataSource.class), (connection) -> {
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT * FROM users");
				rows.unwrap(org.h2.jdbc.JdbcResultSet.class).close();
				try {
					rows.next();
				}
				catch (SQLException ex) {
					return null;
				}
				throw new AssertionError();
			}));
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CLIENT SELECT users !
					""");
		});
	}

	private static ApplicationContextRunner runner() {
		return JdbcApplication.runner().withPropertyValues("tracing.jdbc.rows=true");
	}

	private interface Work {

		Object run(Connection connection) throws SQLException;

	}

	private static Object withConnection(DataSource dataSource, Work work) {
		try (Connection connection = dataSource.getConnection()) {
			return String.valueOf(work.run(connection));
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void pause() {
		try {
			Thread.sleep(50);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
