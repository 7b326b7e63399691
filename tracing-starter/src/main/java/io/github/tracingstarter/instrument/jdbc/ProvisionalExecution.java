package io.github.tracingstarter.instrument.jdbc;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.ProvisionalSpan;
import io.github.tracingstarter.sql.Query;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * An execution whose span is withheld together with its parent if no row is found or
 * changed.
 */
final class ProvisionalExecution extends Execution {

	private final ProvisionalSpan above;

	private long rows = -1;

	ProvisionalExecution(Query query, ConnectionProxy connection, StatementTracer tracer,
			Instrumenter<Execution> instrumenter, ProvisionalSpan above) {
		super(query, connection, tracer, instrumenter);
		this.above = above;
	}

	@Override
	boolean countsRows() {
		return true;
	}

	@Override
	void updated(long rows) {
		this.rows = rows;
		super.updated(rows);
	}

	@Override
	void fetched(long rows) {
		this.rows = rows;
		super.fetched(rows);
	}

	@Override
	void endSpan(Span span, long epochNanos, @Nullable Throwable error) {
		if (error != null || this.rows != 0 || isSlow()) {
			this.above.export();
		}
		if (!this.above.withhold(span, epochNanos)) {
			super.endSpan(span, epochNanos, error);
		}
	}

}
