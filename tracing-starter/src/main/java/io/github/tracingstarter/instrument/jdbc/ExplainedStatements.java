package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.sql.DataSource;

import io.github.tracingstarter.redaction.ExceptionEvent;
import io.github.tracingstarter.sql.StatementPlans;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ExceptionAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the plans of remembered statements, one at a time, on a separate thread and
 * connection, in a read-only transaction that is rolled back. The caller waits for two
 * seconds at most, whatever the pool and the database do.
 */
final class ExplainedStatements implements StatementPlans {

	private static final String NOT_ALLOWED = "The database is asked for plans only while the application is being "
			+ "developed. Set tracing.jdbc.explain=true to have it asked here, too.";

	/** No span is created, even if statements without a trace have one. */
	private static final Context UNTRACED = Context.root()
		.with(Span.wrap(SpanContext.create("00000000000000000000000000000001", "0000000000000001",
				TraceFlags.getDefault(), TraceState.getDefault())));

	private final StatementTracer tracer;

	private final StatementMemory memory = new StatementMemory();

	private final Duration limit;

	private final Semaphore asking = new Semaphore(1);

	private volatile boolean allowed;

	ExplainedStatements(StatementTracer tracer, Duration limit) {
		this.tracer = tracer;
		this.limit = limit;
	}

	@Override
	public void offer(boolean development) {
		Boolean wanted = this.tracer.properties().explain();
		if ((wanted != null) ? wanted : development) {
			this.tracer.remember(this.memory);
			this.allowed = true;
		}
	}

	@Override
	public Plan explain(Attributes statement) {
		if (!this.allowed) {
			return Plan.none(NOT_ALLOWED);
		}
		String shown = statement.get(DbAttributes.DB_QUERY_TEXT);
		if (shown == null) {
			return Plan.none("The text of the statement is not known.");
		}
		PlanSource source = PlanSource.of(statement);
		if (source == null) {
			return Plan.none("Plans are known of H2, PostgreSQL, MariaDB and MySQL, not of %s."
				.formatted(Objects.requireNonNullElse(statement.get(DbAttributes.DB_SYSTEM_NAME), "this database")));
		}
		StatementMemory.Run run = this.memory.find(statement);
		String text = (run != null) ? run.text() : shown;
		SelectCheck check = SelectCheck.of(text, source.dialect());
		if (check.refusal() != null) {
			return Plan.none(check.refusal());
		}
		TracedPool pool = (run != null) ? run.pool().get() : null;
		if (run == null || pool == null) {
			return Plan.none("The statement is not remembered: it did not run by JDBC in this application, or many "
					+ "others have run since.");
		}
		DataSource dataSource = pool.dataSource();
		if (dataSource == null) {
			return Plan.none("The data source is gone, or there was none, so there is no other connection to ask by.");
		}
		if (pool.hasNoIdleConnection()) {
			return Plan.none("The pool has no idle connection now, and none is taken from the application. Try again.");
		}
		String sql = text.strip();
		sql = sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql;
		int seconds = (int) Math.max(1, this.limit.toSeconds());
		return ask(dataSource, statement, source, new Question(sql, check, run.values(), seconds));
	}

	private Plan ask(DataSource dataSource, Attributes statement, PlanSource source, Question question) {
		if (!this.asking.tryAcquire()) {
			return Plan.none("The database is being asked for another plan. Try again.");
		}
		CompletableFuture<Plan> answer = new CompletableFuture<>();
		try {
			Thread thread = new Thread(() -> {
				Plan plan;
				try {
					plan = explain(dataSource, statement, source, question, answer);
				}
				catch (Throwable ex) {
					plan = Plan.none(reason(ex));
				}
				// First, so that the caller that gets the answer can ask again.
				this.asking.release();
				answer.complete(plan);
			}, "tracing-explain");
			thread.setDaemon(true);
			thread.start();
		}
		catch (Throwable ex) {
			this.asking.release();
			throw ex;
		}
		return await(answer);
	}

	private Plan await(CompletableFuture<Plan> answer) {
		try {
			return answer.get(this.limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			// The thread is not interrupted, because H2 closes a file that an interrupted
			// thread reads.
			answer.cancel(false);
			return timedOut();
		}
		catch (InterruptedException ex) {
			answer.cancel(false);
			Thread.currentThread().interrupt();
			return timedOut();
		}
		catch (ExecutionException ex) {
			return Plan.none(reason(ex));
		}
	}

	private Plan timedOut() {
		return Plan.none("There was no connection or no answer within %d seconds.".formatted(this.limit.toSeconds()));
	}

	private Plan explain(DataSource dataSource, Attributes statement, PlanSource source, Question question,
			CompletableFuture<Plan> answer) throws SQLException {
		Scope scope = UNTRACED.makeCurrent();
		try (Connection connection = dataSource.getConnection()) {
			if (answer.isDone()) {
				return timedOut();
			}
			Attributes database = this.tracer.database(connection.getMetaData().getURL()).attributes();
			if (!StatementMemory.isSame(database, statement)) {
				return Plan.none("The data source has several databases, and chose another one this time.");
			}
			return readOnly(connection, source, question);
		}
		finally {
			scope.close();
		}
	}

	/**
	 * Restores the state of the connection for its next users.
	 */
	private static Plan readOnly(Connection connection, PlanSource source, Question question) throws SQLException {
		boolean autoCommit = connection.getAutoCommit();
		boolean readOnly = connection.isReadOnly();
		Plan plan;
		try {
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			plan = source.ask(connection, question);
		}
		catch (SQLException | RuntimeException ex) {
			try {
				restore(connection, autoCommit, readOnly);
			}
			catch (SQLException second) {
				ex.addSuppressed(second);
			}
			throw ex;
		}
		restore(connection, autoCommit, readOnly);
		return plan;
	}

	private static void restore(Connection connection, boolean autoCommit, boolean readOnly) throws SQLException {
		connection.rollback();
		connection.setAutoCommit(autoCommit);
		connection.setReadOnly(readOnly);
	}

	private String reason(Throwable error) {
		if (error instanceof SQLTimeoutException) {
			return timedOut().remark();
		}
		// A pool or a driver may quote the statement and its values.
		Attributes event = ExceptionEvent.withoutValues(error);
		@Nullable String message = (event != null) ? event.get(ExceptionAttributes.EXCEPTION_MESSAGE) : null;
		return "There is no plan: " + ((message != null) ? message : error.getClass().getName());
	}

}
