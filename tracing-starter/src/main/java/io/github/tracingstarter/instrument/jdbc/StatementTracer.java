package io.github.tracingstarter.instrument.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.semconv.DbAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Begins the span of an execution, or decides that there is none: outside any trace, and
 * in a trace that sampling dropped, a statement runs without being looked at.
 */
final class StatementTracer {

	private final Supplier<Spans> spans;

	private final JdbcProperties properties;

	private final CallSite callSite;

	private final RecentCache<Database> databases = new RecentCache<>();

	private final Repetition repetition;

	private final JdbcProxies proxies;

	private final Database unknown = Database.of(null);

	StatementTracer(Supplier<Spans> spans, JdbcProperties properties, CallSite callSite) {
		this.spans = spans;
		this.properties = properties;
		this.callSite = callSite;
		this.repetition = new Repetition(properties.repeatThreshold());
		this.proxies = new JdbcProxies(keepsValues());
	}

	@Nullable Execution begin(@Nullable String sql, ConnectionProxy connection) {
		Context context = Context.current();
		if (!isTraced(context, connection)) {
			return null;
		}
		try {
			Database database = database(connection);
			return begin(database.query((sql != null) ? sql : ""), 0, context, connection);
		}
		catch (Throwable ex) {
			Failures.log(ex);
			return null;
		}
	}

	@Nullable Execution beginBatch(List<String> texts, int size, ConnectionProxy connection) {
		Context context = Context.current();
		if (size == 0 || texts.isEmpty() || !isTraced(context, connection)) {
			return null;
		}
		try {
			Database database = database(connection);
			if (size == 1) {
				return begin(database.query(texts.get(0)), 0, context, connection);
			}
			List<Sql> distinct = texts.stream().distinct().map((text) -> database.query(text).sql()).toList();
			return begin(Query.ofBatch(distinct, database), size, context, connection);
		}
		catch (Throwable ex) {
			Failures.log(ex);
			return null;
		}
	}

	@Nullable Execution beginTransactionEnd(String operation, ConnectionProxy connection) {
		if (!this.properties.transactions()) {
			return null;
		}
		Context context = Context.current();
		if (!isTraced(context, connection)) {
			return null;
		}
		try {
			return begin(database(connection).query(operation), 0, context, connection);
		}
		catch (Throwable ex) {
			Failures.log(ex);
			return null;
		}
	}

	private boolean isTraced(Context context, ConnectionProxy connection) {
		return isWanted(context) && !connection.isTracedInside();
	}

	/**
	 * Whether a statement that ran now would be traced.
	 * @param context the context it would run in
	 * @return whether it would
	 */
	boolean isWanted(Context context) {
		return Spans.isSampled(context) || (this.properties.withoutParent() && Span.fromContextOrNull(context) == null);
	}

	private Execution begin(Query query, int batchSize, Context context, ConnectionProxy connection) {
		// The span may end long after the statement did, when its rows are read: both
		// times are ours.
		Instant now = Instant.now();
		long startEpochNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
		SpanBuilder builder = this.spans.get()
			.span(query.spanName(), SpanKind.CLIENT, context)
			.setAllAttributes(query.attributes())
			.setStartTimestamp(startEpochNanos, TimeUnit.NANOSECONDS);
		if (batchSize > 1) {
			builder.setAttribute(DbAttributes.DB_OPERATION_BATCH_SIZE, (long) batchSize);
		}
		else if (this.repetition.begins(Span.fromContext(context), query)) {
			builder.setAllAttributes(this.callSite.find());
		}
		return new Execution(builder.startSpan(), startEpochNanos, query, connection, this);
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

	JdbcProxies proxies() {
		return this.proxies;
	}

	CallSite callSite() {
		return this.callSite;
	}

	@Nullable BoundValues boundValues() {
		return keepsValues() ? new BoundValues(this.properties.maskedNames()) : null;
	}

	private boolean keepsValues() {
		return this.properties.bindValues() != JdbcProperties.BindValues.OFF;
	}

}
