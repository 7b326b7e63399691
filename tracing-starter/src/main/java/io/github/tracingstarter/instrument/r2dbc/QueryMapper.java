package io.github.tracingstarter.instrument.r2dbc;

import java.util.List;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.ObservationMapper;
import io.github.tracingstarter.instrument.RepeatedStatements;
import io.github.tracingstarter.instrument.Repetition;
import io.github.tracingstarter.measurement.Measurements;
import io.github.tracingstarter.redaction.ExceptionEvent;
import io.github.tracingstarter.sql.Database;
import io.github.tracingstarter.sql.Query;
import io.github.tracingstarter.sql.Sql;
import io.github.tracingstarter.sql.StatementAttributes;
import io.micrometer.observation.Observation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.semconv.DbAttributes;
import io.r2dbc.proxy.observation.QueryContext;
import io.r2dbc.spi.R2dbcException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * The name and the attributes of the span of a statement. The observation knows the text
 * of the statement only after it has started.
 */
final class QueryMapper implements ObservationMapper<QueryContext> {

	private final R2dbcTracingProperties properties;

	private final Repetition repetition;

	private final Supplier<Measurements> measurements;

	private final Database unknown = Database.of(null);

	QueryMapper(R2dbcTracingProperties properties, Supplier<RepeatedStatements> repeated,
			Supplier<Measurements> measurements) {
		this.measurements = SingletonSupplier.of(measurements);
		this.repetition = Repetition.acrossThreads(properties.repeatThreshold(), repeated);
		this.properties = properties;
	}

	@Override
	public Class<QueryContext> contextType() {
		return QueryContext.class;
	}

	@Override
	public boolean isNoise(QueryContext context) {
		return !this.properties.withoutParent() && context.getParentObservation() == null
				&& !Span.current().getSpanContext().isValid();
	}

	@Override
	public String name(QueryContext context) {
		return "SQL";
	}

	@Override
	public void complete(QueryContext context, Span span) {
		Database database = context.getOrDefault(Database.class, this.unknown);
		Query query = query(context, database);
		span.updateName(query.spanName());
		span.setAllAttributes(query.attributes());
		if (span instanceof ReadableSpan readable && readable.getParentSpanContext().isValid()) {
			this.repetition.begins(readable.getParentSpanContext(), query);
		}
		CountedRows.RowCount rows = context.get(CountedRows.RowCount.class);
		if (rows != null && context.getError() == null && (rows.rows() > 0 || query.spanName().startsWith("SELECT"))) {
			span.setAttribute(StatementAttributes.RETURNED_ROWS, rows.rows());
		}
		if (context.getError() instanceof R2dbcException error) {
			String code = query.errorCode(error.getErrorCode(), error.getSqlState());
			if (code != null) {
				span.setAttribute(DbAttributes.DB_RESPONSE_STATUS_CODE, code);
			}
		}
	}

	@Override
	public boolean isMeasured() {
		return this.measurements.get().ofStatements();
	}

	@Override
	public void measured(QueryContext context, long nanos, Context trace) {
		Query query = query(context, context.getOrDefault(Database.class, this.unknown));
		Throwable error = context.getError();
		String code = (error instanceof R2dbcException failed)
				? query.errorCode(failed.getErrorCode(), failed.getSqlState()) : null;
		this.measurements.get()
			.executed(query.attributes(), (error != null) ? ExceptionEvent.typeOf(error) : null, code, nanos, trace);
	}

	private Query query(QueryContext context, Database database) {
		List<String> texts = context.getQueries();
		int size = Math.max(context.getOrDefault(QueryDetails.SIZE, 1), texts.size());
		if (size <= 1 || texts.isEmpty()) {
			return database.query(texts.isEmpty() ? "" : texts.get(0), this.properties.sanitize());
		}
		List<Sql> distinct = texts.stream()
			.distinct()
			.map((text) -> database.query(text, this.properties.sanitize()).sql())
			.toList();
		return Query.ofBatch(distinct, size, database);
	}

	/**
	 * Drops these keys, because the connection contains the name of its driver, the
	 * thread is meaningless in a reactive application, and the text of a statement
	 * contains its literals.
	 */
	@Override
	public boolean isReplaced(String key) {
		return key.startsWith("r2dbc.query[") || key.equals("r2dbc.connection") || key.equals("r2dbc.thread");
	}

	/**
	 * Drops the event for each row. Its constant is not public before r2dbc-proxy 1.1.6.
	 */
	@Override
	public boolean isNoise(Observation.Event event) {
		return event.getName().equals("r2dbc.query_result");
	}

	@Override
	public @Nullable String replacedName(QueryContext context) {
		return "query";
	}

}
