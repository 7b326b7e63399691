package io.github.tracingstarter.instrument.transaction;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.LateInstrumenter;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Creates the spans of transactions.
 */
final class TransactionSpans {

	static final FailureLog failures = new FailureLog(LogFactory.getLog(TransactionSpans.class),
			"The span of a transaction could not be created or completed. The transaction is not affected.");

	private final LateInstrumenter<TransactionCall> instrumenter;

	TransactionSpans(ObjectProvider<Spans> spans) {
		this.instrumenter = new LateInstrumenter<>(spans, "transactions", new TransactionCall.Convention(), failures);
	}

	/**
	 * Starts a span within a trace. Outside a trace, statements have no spans either.
	 * @param call the transaction
	 * @return the span, or null if there must be none
	 */
	@Nullable Started start(TransactionCall call) {
		Context parent = Context.current();
		if (!Spans.isSampled(parent)) {
			return null;
		}
		Instrumenter<TransactionCall> instrumenter = this.instrumenter.ifOn();
		Span span = (instrumenter != null) ? instrumenter.start(parent, call) : null;
		return (span != null) ? new Started(instrumenter, call, span, parent.with(span)) : null;
	}

	/**
	 * The span of a transaction.
	 */
	record Started(Instrumenter<TransactionCall> instrumenter, TransactionCall call, Span span, Context context) {

		Scope open() {
			return this.instrumenter.open(this.context);
		}

		void close(Scope scope) {
			this.instrumenter.close(scope);
		}

		void end(Outcome outcome, @Nullable Throwable failure) {
			outcome.describe(this.span);
			this.instrumenter.describe(this.span, this.call, failure);
			this.instrumenter.end(this.span);
		}

	}

}
