package io.github.tracingstarter.instrument.scheduled;

import io.github.tracingstarter.instrument.ProvisionalSpan;
import io.github.tracingstarter.sql.Sql;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.semconv.DbAttributes;

/**
 * The span of a run that is exported if there is anything below it other than statements
 * that find no rows.
 */
final class PossiblyEmptyRun extends ProvisionalSpan {

	PossiblyEmptyRun(Context parent) {
		super(parent);
	}

	@Override
	protected boolean isReason(ReadableSpan descendant) {
		return !Sql.mayFindNothing(descendant.getAttribute(DbAttributes.DB_QUERY_SUMMARY));
	}

	@Override
	public boolean withholdsEmptyStatements() {
		return true;
	}

}
