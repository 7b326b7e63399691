package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.runner;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The spans of statements, on H2.
 */
class JdbcTracingTests {

	@Test
	void aQueryMakesOneSpanBelowTheCaller() {
		runner().run((context) -> {
			JdbcTemplate jdbc = users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			List<String> names = traced(context,
					() -> jdbc.queryForList("select name from users where id > 1 and name <> 'Ann'", String.class));
			assertThat(names).containsExactly("user2", "user3");
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CLIENT SELECT users
					""");
			SpanData span = spans.named("SELECT users");
			assertThat(RecordedSpans.attributes(span)).containsExactlyInAnyOrderEntriesOf(
					Map.of("db.system.name", "h2database", "db.namespace", "shop", "db.query.text",
							"select name from users where id > ? and name <> ?", "db.query.summary", "SELECT users"));
			assertThat(span.getStatus()).isEqualTo(StatusData.unset());
			assertThat(span.getEvents()).isEmpty();
			assertThat(span.getInstrumentationScopeInfo().getName()).isEqualTo("io.github.tracingstarter");
		});
	}

	@Test
	void aResultSetIsTheDriversOwn() {
		runner().run((context) -> {
			JdbcTemplate jdbc = users(context);
			Class<?> type = traced(context,
					() -> jdbc.query("SELECT * FROM users", (ResultSet rows) -> rows.getClass()));
			assertThat(type.getName()).isEqualTo("com.zaxxer.hikari.pool.HikariProxyResultSet");
		});
	}

	@Test
	void anUpdateTellsTheRowsItChanged() {
		runner().run((context) -> {
			JdbcTemplate jdbc = users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			traced(context, () -> jdbc.update("UPDATE users SET name = ? WHERE id < ?", "Ann", 3));
			traced(context, () -> {
				jdbc.execute("DELETE FROM users WHERE id = 3");
				return null;
			});
			assertThat(RecordedSpans.attributes(spans.named("UPDATE users"))).containsEntry("jdbc.affected_rows", 2L)
				.doesNotContainKey("db.response.returned_rows");
			assertThat(spans.named("DELETE users").getKind()).isEqualTo(SpanKind.CLIENT);
		});
	}

	@Test
	void executeThenGetUpdateCountTellsTheRowsToo() {
		runner().run((context) -> {
			JdbcTemplate jdbc = users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			traced(context, () -> jdbc.execute((ConnectionCallback<Integer>) (connection) -> {
				try (Statement statement = connection.createStatement()) {
					assertThat(statement.execute("DELETE FROM users")).isFalse();
					return statement.getUpdateCount();
				}
			}));
			assertThat(RecordedSpans.attributes(spans.named("DELETE users"))).containsEntry("jdbc.affected_rows", 3L);
		});
	}

	@Test
	void aBatchIsOneSpanWithItsSize() {
		runner().run((context) -> {
			JdbcTemplate jdbc = users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			traced(context, () -> jdbc.batchUpdate("UPDATE users SET name = ? WHERE id = ?",
					List.of(new Object[] { "a", 1 }, new Object[] { "b", 2 })));
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CLIENT BATCH UPDATE users
					""");
			assertThat(RecordedSpans.attributes(spans.named("BATCH UPDATE users")))
				.containsEntry("db.operation.batch.size", 2L)
				.containsEntry("jdbc.affected_rows", 2L)
				.containsEntry("db.query.text", "UPDATE users SET name = ? WHERE id = ?");
		});
	}

	@Test
	void aBatchOfOneIsNoBatchAndAnEmptyOneIsNothing() {
		runner().run((context) -> {
			JdbcTemplate jdbc = users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			traced(context, () -> jdbc.execute((ConnectionCallback<Void>) (connection) -> {
				try (PreparedStatement statement = connection.prepareStatement("DELETE FROM users WHERE id = ?")) {
					statement.setInt(1, 1);
					statement.addBatch();
					statement.executeBatch();
					statement.executeBatch();
				}
				return null;
			}));
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CLIENT DELETE users
					""");
			assertThat(RecordedSpans.attributes(spans.named("DELETE users")))
				.doesNotContainKey("db.operation.batch.size");
		});
	}

	@Test
	void aMixedBatchIsNamedByWhatItsStatementsShare() {
		runner().run((context) -> {
			JdbcTemplate jdbc = users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			traced(context, () -> jdbc.batchUpdate("DELETE FROM users WHERE id = 1",
					"DELETE FROM users WHERE name = 'x'", "UPDATE users SET name = 'y'"));
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CLIENT)))
				.containsEntry("db.operation.batch.size", 3L)
				.containsEntry("db.query.text", "DELETE FROM users WHERE id = ?; "
						+ "DELETE FROM users WHERE name = ?; UPDATE users SET name = ?");
		});
	}

	@Test
	void aFailureIsRecordedAndReachesTheApplicationAsItWas() {
		runner().run((context) -> {
			JdbcTemplate jdbc = users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			SQLException thrown = traced(context, () -> {
				try (Connection connection = context.getBean(DataSource.class).getConnection();
						Statement statement = connection.createStatement()) {
					statement.executeQuery("SELECT * FROM nowhere");
					throw new AssertionError();
				}
				catch (SQLException ex) {
					return ex;
				}
			});
			assertThat(thrown.getClass().getName()).startsWith("org.h2.jdbc.");
			SpanData span = spans.named("SELECT nowhere");
			assertThat(span.getStatus()).isEqualTo(StatusData.error());
			assertThat(RecordedSpans.attributes(span)).containsEntry("db.response.status_code", thrown.getSQLState())
				.containsEntry("error.type", thrown.getClass().getName());
			assertThat(span.getEvents()).extracting(EventData::getName).containsExactly("exception");
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> traced(context, () -> jdbc.queryForList("SELECT * FROM nowhere")));
		});
	}

	@Test
	void thereIsNoSpanWithoutAParent() {
		runner().run((context) -> {
			users(context).queryForList("SELECT * FROM users");
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
		});
	}

	@Test
	void statementsWithoutAParentMakeSpansIfAskedFor() {
		runner().withPropertyValues("tracing.jdbc.without-parent=true").run((context) -> {
			JdbcTemplate jdbc = users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			jdbc.queryForList("SELECT * FROM users");
			assertThat(spans.tree()).isEqualTo("CLIENT SELECT users\n");
		});
	}

	@Test
	void statementsOfADroppedTraceMakeNoSpans() {
		runner().withPropertyValues("tracing.jdbc.without-parent=true", "management.tracing.sampling.probability=0")
			.run((context) -> {
				JdbcTemplate jdbc = users(context);
				traced(context, () -> jdbc.queryForList("SELECT * FROM users"));
				assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			});
	}

	@Test
	void commitAndRollbackMakeSpansOnlyIfAskedFor() {
		runner().run((context) -> {
			JdbcTemplate jdbc = users(context);
			TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
			traced(context, () -> transaction.execute((status) -> jdbc.queryForList("SELECT * FROM users")));
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("""
					INTERNAL request
					  CLIENT SELECT users
					""");
		});
		runner().withPropertyValues("tracing.jdbc.transactions=true").run((context) -> {
			JdbcTemplate jdbc = users(context);
			TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
			traced(context, () -> transaction.execute((status) -> jdbc.queryForList("SELECT * FROM users")));
			traced(context, () -> transaction.execute((status) -> {
				status.setRollbackOnly();
				return jdbc.update("DELETE FROM users");
			}));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CLIENT SELECT users
					  CLIENT COMMIT
					INTERNAL request
					  CLIENT DELETE users
					  CLIENT ROLLBACK
					""");
			assertThat(RecordedSpans.attributes(spans.named("COMMIT"))).containsEntry("db.query.summary", "COMMIT")
				.containsEntry("db.namespace", "shop");
		});
	}

	@Test
	void jdbcClientIsTracedAlike() {
		runner().run((context) -> {
			users(context);
			JdbcClient client = context.getBean(JdbcClient.class);
			Integer count = traced(context,
					() -> client.sql("SELECT count(*) FROM users WHERE name LIKE :name")
						.param("name", "user%")
						.query(Integer.class)
						.single());
			assertThat(count).isEqualTo(3);
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("""
					INTERNAL request
					  CLIENT SELECT users
					""");
		});
	}

}
