package io.github.tracingstarter.instrument.jdbc;

import java.sql.PreparedStatement;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.tracingstarter.SqlSpanCustomizer;
import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.ProvisionalSpan;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.measurement.Measurements;
import io.github.tracingstarter.sql.Database;
import io.github.tracingstarter.sql.Query;
import io.github.tracingstarter.sql.RecentCache;
import io.github.tracingstarter.sql.Sql;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.semconv.DbAttributes;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * Starts the span of an execution, or decides that there is none. Outside any trace, and
 * in a trace that is not sampled, a statement runs without being parsed.
 */
final class StatementTracer {

	private final Supplier<Spans> spansSource;

	private final Supplier<Instrumenter<Execution>> instrumenter;

	private final JdbcProperties properties;

	private final CallSite callSite;

	private final RecentCache<Database> databases = new RecentCache<>();

	/** Null if no statement is changed. */
	private final @Nullable StatementComment comment;

	private final JdbcProxies proxies;

	/** For traces of which all detail is recorded. */
	private final JdbcProxies debuggingProxies;

	/** Null before the first statement of a trace. */
	private volatile @Nullable Spans spans;

	private final Database unknown = Database.of(null);

	/** Null while plans cannot be requested. */
	private volatile @Nullable StatementMemory memory;

	/**
	 * Creates the tracer.
	 * @param spans creates the spans, resolved at the first statement
	 * @param customizers the application's customizers, resolved at the same time
	 * @param properties the properties
	 * @param callSite finds the line of the application that runs a statement
	 */
	StatementTracer(Supplier<Spans> spans, Supplier<List<SqlSpanCustomizer>> customizers, JdbcProperties properties,
			CallSite callSite) {
		this(spans, customizers, properties, callSite, () -> null);
	}

	/**
	 * Creates the tracer of a named application.
	 * @param spans creates the spans, resolved at the first statement
	 * @param customizers the application's customizers, resolved at the same time
	 * @param properties the properties
	 * @param callSite finds the line of the application that runs a statement
	 * @param application the name of the application
	 */
	StatementTracer(Supplier<Spans> spans, Supplier<List<SqlSpanCustomizer>> customizers, JdbcProperties properties,
			CallSite callSite, Supplier<@Nullable String> application) {
		this.spansSource = spans;
		this.properties = properties;
		this.callSite = callSite;
		this.comment = StatementComment.of(properties.comment(), application);
		this.proxies = new JdbcProxies(keepsValues());
		this.debuggingProxies = keepsValues() ? this.proxies : new JdbcProxies(true);
		StatementConvention convention = new StatementConvention(properties, callSite, () -> spans.get().repeated());
		this.instrumenter = SingletonSupplier.of(() -> {
			Spans resolved = spans.get();
			this.spans = resolved;
			return Instrumenter.of(resolved, "jdbc", convention, Failures.LOG)
				.with(customizers.get(), Execution::statement, Execution::changedRows);
		});
	}

	@Nullable Execution begin(@Nullable String sql, ConnectionProxy connection, @Nullable BoundValues values) {
		Context context = Context.current();
		boolean traced = isTraced(context, connection);
		Measurements measured = measurements(connection);
		if (!traced && measured == null) {
			return null;
		}
		try {
			Database database = database(connection);
			Query query = query(database, (sql != null) ? sql : "");
			Execution execution = begin(query, context, connection, traced, measured);
			StatementMemory remembering = this.memory;
			if (remembering != null && traced && execution != null && sql != null) {
				remembering.ran(sql, query.sql(), database, connection.pool(), values);
			}
			return execution;
		}
		catch (Throwable ex) {
			Failures.log(ex);
			return null;
		}
	}

	@Nullable Execution beginBatch(List<String> texts, int size, ConnectionProxy connection) {
		Context context = Context.current();
		if (size == 0 || texts.isEmpty()) {
			return null;
		}
		boolean traced = isTraced(context, connection);
		Measurements measured = measurements(connection);
		if (!traced && measured == null) {
			return null;
		}
		try {
			Database database = database(connection);
			if (size == 1) {
				return begin(query(database, texts.get(0)), context, connection, traced, measured);
			}
			List<Sql> distinct = texts.stream().distinct().map((text) -> query(database, text).sql()).toList();
			return begin(Query.ofBatch(distinct, size, database), context, connection, traced, measured);
		}
		catch (Throwable ex) {
			Failures.log(ex);
			return null;
		}
	}

	@Nullable Execution beginTransactionEnd(String operation, ConnectionProxy connection) {
		Context context = Context.current();
		if (!this.properties.transactions() && !isDebugging()) {
			return null;
		}
		if (!isTraced(context, connection)) {
			return null;
		}
		try {
			return begin(query(database(connection), operation), context, connection, true, null);
		}
		catch (Throwable ex) {
			Failures.log(ex);
			return null;
		}
	}

	private boolean isTraced(Context context, ConnectionProxy connection) {
		if (!isWanted(context)) {
			if (Spans.mayBeLost(context)) {
				this.instrumenter.get().lost("an SQL statement");
			}
			return false;
		}
		return !connection.isTracedInside();
	}

	/**
	 * Returns whether a statement would be traced if it ran now.
	 * @param context the context in which it would run
	 * @return whether it would
	 */
	boolean isWanted(Context context) {
		return (Spans.isSampled(context)
				|| (this.properties.withoutParent() && Span.fromContextOrNull(context) == null))
				&& this.instrumenter.get().isOn();
	}

	/**
	 * Returns the listeners to statements on a connection, including those without a
	 * span.
	 */
	private @Nullable Measurements measurements(ConnectionProxy connection) {
		try {
			Spans resolved = this.spans;
			if (resolved == null) {
				resolved = this.spansSource.get();
				this.spans = resolved;
			}
			Measurements listeners = resolved.measurements();
			return (listeners.ofStatements() && !connection.isTracedInside()) ? listeners : null;
		}
		catch (RuntimeException | LinkageError ex) {
			Failures.log(ex);
			return null;
		}
	}

	/**
	 * Returns whether statements may get a comment that identifies their trace.
	 * @return false if all statements are sent unchanged
	 */
	boolean isCommenting() {
		return this.comment != null;
	}

	/**
	 * Returns the text to send for a statement that is not prepared.
	 * @param sql the application's text
	 * @param execution its execution, which has started
	 * @param connection its connection
	 * @return the text with a comment that identifies the span, or the text itself
	 */
	String commented(String sql, Execution execution, ConnectionProxy connection) {
		return guarded(sql, (writer) -> writer.ofPlain(sql, execution.spanContext(), database(connection)));
	}

	/**
	 * Returns the text of a statement in a batch, which has no span yet.
	 * @param sql the application's text
	 * @param connection its connection
	 * @return the text with a comment that identifies the enclosing span, or the text
	 * itself
	 */
	String commented(String sql, ConnectionProxy connection) {
		SpanContext trace = (this.comment != null) ? traceAround(connection) : null;
		return (trace != null) ? guarded(sql, (writer) -> writer.ofPlain(sql, trace, database(connection))) : sql;
	}

	/**
	 * Returns the text with which to prepare a statement.
	 * @param sql the application's text
	 * @param connection the connection that prepares it
	 * @return the text with a comment that identifies the enclosing span, or the text
	 * itself
	 */
	String preparedText(String sql, ConnectionProxy connection) {
		SpanContext trace = traceAround(connection);
		return (trace != null) ? guarded(sql, (writer) -> writer.ofPrepared(sql, trace, connection.pool())) : sql;
	}

	/**
	 * Called when a statement has been prepared.
	 * @param statement the statement of the driver or the pool
	 * @param connection the connection that prepared it
	 */
	void prepared(PreparedStatement statement, ConnectionProxy connection) {
		StatementComment writer = this.comment;
		if (writer != null) {
			writer.learn(statement, connection.pool());
		}
	}

	private @Nullable SpanContext traceAround(ConnectionProxy connection) {
		Context context = Context.current();
		return (Spans.isSampled(context) && isWanted(context) && !connection.isTracedInside())
				? Span.fromContext(context).getSpanContext() : null;
	}

	private String guarded(String sql, Function<StatementComment, String> text) {
		StatementComment writer = this.comment;
		try {
			return (writer != null && sql != null) ? text.apply(writer) : sql;
		}
		catch (RuntimeException | LinkageError ex) {
			Failures.log(ex);
			return sql;
		}
	}

	private @Nullable Execution begin(Query query, Context context, ConnectionProxy connection, boolean traced,
			@Nullable Measurements measured) {
		Execution execution = traced ? traced(query, context, connection) : null;
		if (execution == null && measured != null) {
			execution = new Execution(query, connection, this, this.instrumenter.get());
			execution.startWithoutSpan(context);
		}
		if (execution != null) {
			execution.measure(measured);
		}
		return execution;
	}

	private @Nullable Execution traced(Query query, Context context, ConnectionProxy connection) {
		Instrumenter<Execution> spans = this.instrumenter.get();
		ProvisionalSpan above = ProvisionalSpan.of(context);
		Execution execution = (above != null && mayBeWithheld(query, above))
				? new ProvisionalExecution(query, connection, this, spans, above)
				: new Execution(query, connection, this, spans);
		return (spans.isTraced(execution) && execution.start(context)) ? execution : null;
	}

	private static boolean mayBeWithheld(Query query, ProvisionalSpan above) {
		return !above.isExported() && above.withholdsEmptyStatements()
				&& Sql.mayFindNothing(query.attributes().get(DbAttributes.DB_QUERY_SUMMARY));
	}

	private Query query(Database database, String sql) {
		return database.query(sql, this.properties.sanitize());
	}

	private Database database(ConnectionProxy connection) {
		return connection.pool().database(connection.target(), this);
	}

	Database database(@Nullable String url) {
		if (url == null) {
			return this.unknown;
		}
		Database database = this.databases.get(url);
		if (database == null) {
			database = Database.of(url);
			this.databases.put(url, database);
		}
		return database;
	}

	JdbcProperties properties() {
		return this.properties;
	}

	/**
	 * Starts to remember statements.
	 * @param memory remembers the statements
	 */
	void remember(StatementMemory memory) {
		this.memory = memory;
	}

	JdbcProxies proxies() {
		return isDebugging() ? this.debuggingProxies : this.proxies;
	}

	/**
	 * Returns the proxies of statements that are prepared now.
	 * @param connection the connection that prepares them
	 * @return the proxies
	 */
	JdbcProxies proxies(ConnectionProxy connection) {
		return remembersValues(connection) ? this.debuggingProxies : proxies();
	}

	/**
	 * Returns whether the plan of a statement that is prepared now will need its values.
	 */
	private boolean remembersValues(ConnectionProxy connection) {
		return this.memory != null && isWanted(Context.current())
				&& PlanSource.needsValues(database(connection).attributes());
	}

	/**
	 * Returns whether a rule requests all detail of the current trace, so that values,
	 * rows and transactions are recorded regardless of the settings.
	 */
	boolean isDebugging() {
		Spans resolved = this.spans;
		return resolved != null && resolved.rules().mayDebug() && resolved.isDebugging(Context.current());
	}

	CallSite callSite() {
		return this.callSite;
	}

	@Nullable BoundValues boundValues(ConnectionProxy connection) {
		boolean shown = keepsValues() || isDebugging();
		return (shown || remembersValues(connection)) ? new BoundValues(this.properties.maskedNames(), shown) : null;
	}

	private boolean keepsValues() {
		return this.properties.bindValues() != JdbcProperties.BindValues.OFF;
	}

}
