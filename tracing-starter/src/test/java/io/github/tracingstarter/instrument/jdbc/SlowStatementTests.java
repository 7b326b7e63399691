package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import io.github.tracingstarter.instrument.jdbc.app.Reports;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.runner;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is told only about statements that were slow or failed, or had to wait.
 */
class SlowStatementTests {

	private static final String SLEEP = "CREATE ALIAS SLEEP FOR \"" + Reports.class.getName() + ".sleep\"";

	@Test
	void aSlowStatementHasAnEventWithItsCallSite() {
		runner().withPropertyValues("tracing.jdbc.slow-threshold=50ms").run((context) -> {
			JdbcTemplate jdbc = users(context);
			jdbc.execute(SLEEP);
			Reports reports = new Reports(jdbc);
			traced(context, () -> reports.load("CALL SLEEP(80)"));
			SpanData span = context.getBean(RecordedSpans.class).named("CALL SLEEP");
			assertThat(span.getEvents()).hasSize(1);
			EventData event = span.getEvents().get(0);
			assertThat(event.getName()).isEqualTo("slow statement");
			assertThat(attributes(event)).containsEntry("code.function.name", Reports.class.getName() + ".load")
				.containsEntry("code.file.path", "Reports.java")
				.hasEntrySatisfying("code.line.number", (line) -> assertThat((Long) line).isPositive());
		});
	}

	@Test
	void aFastStatementHasNoEvent() {
		runner().run((context) -> {
			JdbcTemplate jdbc = users(context);
			traced(context, () -> jdbc.queryForList("SELECT * FROM users"));
			assertThat(context.getBean(RecordedSpans.class).named("SELECT users").getEvents()).isEmpty();
		});
	}

	@Test
	void theApplicationsPackagesComeFirst() {
		CallSite callSite = new CallSite(() -> List.of("org.junit"));
		assertThat(callSite.find().asMap().values())
			.anySatisfy((value) -> assertThat(String.valueOf(value)).startsWith("org.junit."));
	}

	@Test
	void boundValuesAreNotRecordedByDefault() {
		runner().withPropertyValues("tracing.jdbc.slow-threshold=0").run((context) -> {
			JdbcTemplate jdbc = users(context);
			traced(context, () -> jdbc.queryForList("SELECT * FROM users WHERE name = ?", "user1"));
			assertThat(parameters(context.getBean(RecordedSpans.class).named("SELECT users"))).isEmpty();
		});
	}

	@Test
	void boundValuesOfSlowStatementsAreRecordedIfAskedForAndMaskedByName() {
		runner().withPropertyValues("tracing.jdbc.slow-threshold=0", "tracing.jdbc.bind-values=slow-or-failed")
			.run((context) -> {
				JdbcTemplate jdbc = users(context);
				traced(context, () -> jdbc.update("UPDATE users SET name = ?, PASSWORD = ? WHERE id = ? AND ? = 1",
						"Ann", "geheim", 2, 1));
				assertThat(parameters(context.getBean(RecordedSpans.class).named("UPDATE users")))
					.isEqualTo(Map.of("db.query.parameter.0", "Ann", "db.query.parameter.1", "****",
							"db.query.parameter.2", "2", "db.query.parameter.3", "****"));
			});
	}

	@Test
	void boundValuesOfFailedStatementsAreRecordedAndOfOthersNot() {
		runner().withPropertyValues("tracing.jdbc.bind-values=slow-or-failed", "tracing.jdbc.masked-names=name")
			.run((context) -> {
				JdbcTemplate jdbc = users(context);
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> traced(context,
						() -> jdbc.update("INSERT INTO users (id, name, password) VALUES (?, ?, ?)", 1, "Ann", null)));
				assertThat(parameters(spans.named("INSERT users"))).isEqualTo(Map.of("db.query.parameter.0", "1",
						"db.query.parameter.1", "****", "db.query.parameter.2", "null"));
				traced(context, () -> jdbc.update("DELETE FROM users WHERE id = ?", 1));
				assertThat(parameters(spans.named("DELETE users"))).isEmpty();
			});
	}

	@Test
	void aNegativeThresholdStopsTheStart() {
		runner().withPropertyValues("tracing.jdbc.slow-threshold=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("tracing.jdbc.slow-threshold"));
		runner().withPropertyValues("tracing.jdbc.bind-values=always")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(IllegalArgumentException.class)
				.hasStackTraceContaining(BindException.class.getSimpleName()));
	}

	@Test
	void theWaitForThePoolIsAnAttributeOfTheFirstStatement() {
		runner().withPropertyValues("spring.datasource.hikari.maximum-pool-size=1").run((context) -> {
			JdbcTemplate jdbc = users(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			CountDownLatch taken = new CountDownLatch(1);
			Thread other = new Thread(() -> hold(context.getBean(DataSource.class), taken));
			other.start();
			await(taken);
			traced(context, () -> {
				try (Connection connection = context.getBean(DataSource.class).getConnection()) {
					connection.createStatement().execute("UPDATE users SET name = 'a'");
					return connection.createStatement().execute("DELETE FROM users");
				}
				catch (SQLException ex) {
					throw new IllegalStateException(ex);
				}
			});
			assertThat((Double) RecordedSpans.attributes(spans.named("UPDATE users")).get("jdbc.connection_wait_time"))
				.isGreaterThan(0.1);
			assertThat(RecordedSpans.attributes(spans.named("DELETE users")))
				.doesNotContainKey("jdbc.connection_wait_time");
			spans.clear();
			traced(context, () -> jdbc.queryForList("SELECT * FROM users"));
			assertThat(RecordedSpans.attributes(spans.named("SELECT users")))
				.doesNotContainKey("jdbc.connection_wait_time");
			other.join();
		});
	}

	private static void hold(DataSource dataSource, CountDownLatch taken) {
		try (Connection connection = dataSource.getConnection()) {
			taken.countDown();
			Reports.sleep(400);
			connection.rollback();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Map<String, Object> parameters(SpanData span) {
		return RecordedSpans.attributes(span)
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith("db.query.parameter."))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	private static Map<String, Object> attributes(EventData event) {
		return event.getAttributes()
			.asMap()
			.entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> entry.getKey().getKey(), Map.Entry::getValue));
	}

}
