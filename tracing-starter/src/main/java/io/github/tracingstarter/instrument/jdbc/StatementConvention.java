package io.github.tracingstarter.instrument.jdbc;

import java.util.function.Supplier;

import io.github.tracingstarter.instrument.RepeatedStatements;
import io.github.tracingstarter.instrument.Repetition;
import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.sql.Query;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * The name and the attributes of the span of a statement. Its outcome is added by
 * {@link Execution}.
 */
final class StatementConvention implements SpanConvention<Execution> {

	private final Repetition repetition;

	private final CallSite callSite;

	StatementConvention(JdbcProperties properties, CallSite callSite, Supplier<RepeatedStatements> repeated) {
		this.repetition = Repetition.byThread(properties.repeatThreshold(), repeated);
		this.callSite = callSite;
	}

	@Override
	public String name(Execution execution) {
		return execution.query().spanName();
	}

	@Override
	public SpanKind kind(Execution execution) {
		return SpanKind.CLIENT;
	}

	@Override
	public void start(Execution execution, SpanBuilder span) {
		Query query = execution.query();
		span.setAllAttributes(query.attributes());
		execution.describeWaiting(span);
		if (this.repetition.begins(Span.current().getSpanContext(), query)) {
			span.setAllAttributes(this.callSite.find());
		}
	}

	@Override
	public void end(Execution execution, Span span, @Nullable Throwable error) {
	}

}
