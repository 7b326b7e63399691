package io.github.tracingstarter.instrument.jdbc;

import java.sql.SQLException;
import java.time.Instant;

import io.github.tracingstarter.SqlStatement;
import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.measurement.Measurements;
import io.github.tracingstarter.redaction.ExceptionEvent;
import io.github.tracingstarter.sql.Query;
import io.github.tracingstarter.sql.Sql;
import io.github.tracingstarter.sql.StatementAttributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.semconv.DbAttributes;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a statement and its span. The span ends with the time at which the
 * driver returned; if rows are counted, it is ended only after they have been read.
 */
class Execution {

	private static final double SECOND = 1_000_000_000d;

	private static final long UNKNOWN = -1;

	private final Query query;

	private final ConnectionProxy connection;

	private final StatementTracer tracer;

	private final Instrumenter<Execution> instrumenter;

	private Span span = Span.getInvalid();

	private long startEpochNanos;

	private long start;

	private long executed;

	private long changedRows = UNKNOWN;

	/** Whether values and rows are recorded regardless of the settings. */
	private boolean debug;

	private boolean open;

	private boolean ended;

	private @Nullable Measurements measured;

	/** The context of an execution without a span. */
	private @Nullable Context caller;

	/**
	 * Neighbors among the executions that the connection keeps; guarded by the
	 * connection.
	 */
	@Nullable Execution next;

	@Nullable Execution previous;

	Execution(Query query, ConnectionProxy connection, StatementTracer tracer, Instrumenter<Execution> instrumenter) {
		this.query = query;
		this.connection = connection;
		this.tracer = tracer;
		this.instrumenter = instrumenter;
	}

	/**
	 * Starts the span. It may end long after the statement, when its rows have been read,
	 * so both times are measured here.
	 * @param parent the context that holds the parent, or none
	 * @return false if it could not be created
	 */
	boolean start(Context parent) {
		Instant now = Instant.now();
		this.startEpochNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
		Span started = this.instrumenter.start(parent, this, this.startEpochNanos);
		if (started == null) {
			return false;
		}
		this.span = started;
		this.debug = this.tracer.isDebugging();
		this.start = System.nanoTime();
		return true;
	}

	/**
	 * Starts an execution that is only measured.
	 * @param caller the context in which it is executed
	 */
	void startWithoutSpan(Context caller) {
		this.caller = caller;
		this.start = System.nanoTime();
	}

	/**
	 * Sets the listeners to notify.
	 * @param listeners the listeners, or null
	 */
	void measure(@Nullable Measurements listeners) {
		this.measured = listeners;
	}

	/**
	 * Returns the context of the span.
	 * @return the context, which is invalid if there is no span
	 */
	SpanContext spanContext() {
		return this.span.getSpanContext();
	}

	Query query() {
		return this.query;
	}

	/**
	 * Returns the statement, for customizers.
	 */
	SqlStatement statement() {
		Sql sql = this.query.sql();
		return new SqlStatement(sql.text(), sql.operation(), sql.collection(), this.query.batchSize());
	}

	/**
	 * Returns the number of rows that the statement changed, or null if it changed none
	 * or the number is not known.
	 */
	@Nullable Long changedRows() {
		return (this.changedRows != UNKNOWN) ? this.changedRows : null;
	}

	/**
	 * Adds how long the application waited for the connection to the first statement on
	 * it.
	 */
	void describeWaiting(SpanBuilder attributes) {
		long waited = this.connection.takeWaited();
		if (waited > 0) {
			attributes.setAttribute(StatementAttributes.WAIT_TIME, waited / SECOND);
		}
	}

	static void end(@Nullable Execution execution) {
		if (execution != null) {
			execution.end();
		}
	}

	static void fail(@Nullable Execution execution, Throwable error, @Nullable BoundValues values) {
		if (execution != null) {
			execution.failed(error, values);
		}
	}

	/**
	 * Called when the driver has returned. The span stays open if there are rows to read
	 * or count.
	 * @param result the result of the driver
	 * @param values the bound values, if they are kept
	 */
	void executed(@Nullable Object result, @Nullable BoundValues values) {
		try {
			stop(values, false);
			if (result instanceof int[] counts) {
				updated(sum(counts));
			}
			else if (result instanceof long[] counts) {
				updated(sum(counts));
			}
			else if (result instanceof Number count) {
				updated(count.longValue());
			}
			else if (this.caller == null && (Boolean.FALSE.equals(result) || (result != null && countsRows()))) {
				this.open = true;
				this.connection.opened(this);
				return;
			}
			finish(null);
		}
		catch (Throwable ex) {
			Failures.log(ex);
		}
	}

	/**
	 * Returns whether the span stays open until its rows have been read.
	 */
	boolean countsRows() {
		return this.debug || this.tracer.properties().rows();
	}

	boolean isOpen() {
		return this.open;
	}

	void updated(long rows) {
		this.changedRows = rows;
		this.span.setAttribute(StatementAttributes.AFFECTED_ROWS, rows);
	}

	/**
	 * Called when no more rows will be read.
	 * @param rows the number of rows that were read
	 */
	void fetched(long rows) {
		if (this.open) {
			if (this.debug || this.tracer.properties().rows()) {
				this.span.setAttribute(StatementAttributes.RETURNED_ROWS, rows);
				this.span.setAttribute(StatementAttributes.FETCH_TIME,
						(System.nanoTime() - this.start - this.executed) / SECOND);
			}
			end();
		}
	}

	void failed(Throwable error, @Nullable BoundValues values) {
		try {
			Spans.fail(this.span, error);
			String code = (error instanceof SQLException exception) ? code(exception) : null;
			if (code != null) {
				this.span.setAttribute(DbAttributes.DB_RESPONSE_STATUS_CODE, code);
			}
			if (this.executed == 0) {
				stop(values, true);
			}
			endWith(error);
		}
		catch (Throwable ex) {
			Failures.log(ex);
		}
	}

	private @Nullable String code(SQLException error) {
		return this.query.errorCode(error.getErrorCode(), error.getSQLState());
	}

	void end() {
		endWith(null);
	}

	private void endWith(@Nullable Throwable error) {
		try {
			if (this.open) {
				this.open = false;
				this.connection.closed(this);
			}
			if (this.executed == 0) {
				stop(null, false);
			}
			finish(error);
		}
		catch (Throwable ex) {
			Failures.log(ex);
		}
	}

	private void stop(@Nullable BoundValues values, boolean failed) {
		this.executed = Math.max(1, System.nanoTime() - this.start);
		if (this.caller != null) {
			return;
		}
		boolean slow = isSlow();
		if (slow) {
			this.span.addEvent("slow statement", this.tracer.callSite().find());
		}
		else if (this.debug) {
			this.span.setAllAttributes(this.tracer.callSite().find());
		}
		if (values != null && (slow || failed || this.debug)) {
			values.describe(this.span, this.query.sql().parameterNames());
		}
	}

	final boolean isSlow() {
		return this.executed >= this.tracer.properties().slowThreshold().toNanos();
	}

	private void finish(@Nullable Throwable error) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		Measurements listeners = this.measured;
		if (listeners != null) {
			tell(listeners, error);
		}
		this.instrumenter.describe(this.span, this, error);
		endSpan(this.span, this.startEpochNanos + this.executed, error);
	}

	private void tell(Measurements listeners, @Nullable Throwable error) {
		String code = (error instanceof SQLException exception) ? code(exception) : null;
		Context trace = (this.caller != null) ? this.caller : Context.root().with(this.span);
		listeners.executed(this.query.attributes(), (error != null) ? ExceptionEvent.typeOf(error) : null, code,
				this.executed, trace);
	}

	void endSpan(Span span, long epochNanos, @Nullable Throwable error) {
		this.instrumenter.end(span, epochNanos);
	}

	private static long sum(int[] counts) {
		long sum = 0;
		for (int count : counts) {
			sum += Math.max(0, count);
		}
		return sum;
	}

	private static long sum(long[] counts) {
		long sum = 0;
		for (long count : counts) {
			sum += Math.max(0, count);
		}
		return sum;
	}

}
