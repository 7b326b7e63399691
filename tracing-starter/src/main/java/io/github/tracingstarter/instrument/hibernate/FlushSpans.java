package io.github.tracingstarter.instrument.hibernate;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.LateInstrumenter;
import io.github.tracingstarter.instrument.ProvisionalSpan;
import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.apache.commons.logging.LogFactory;
import org.hibernate.event.spi.FlushEvent;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Creates the spans of flushes. Most flushes find no changes, so a span is exported only
 * if there is one below it.
 */
final class FlushSpans {

	static final FailureLog failures = new FailureLog(LogFactory.getLog(FlushSpans.class),
			"The span of a flush could not be created or completed. The flush is not affected.");

	private static final AttributeKey<Long> ENTITIES = AttributeKey.longKey("tracing.hibernate.entities");

	private final LateInstrumenter<Flush> instrumenter;

	FlushSpans(ObjectProvider<Spans> spans) {
		this.instrumenter = new LateInstrumenter<>(spans, "hibernate", new Convention(), failures);
	}

	void around(Flush flush, FlushEvent event, Runnable action) {
		Context parent = Context.current();
		Instrumenter<Flush> instrumenter = Spans.isSampled(parent) ? this.instrumenter.ifOn() : null;
		if (instrumenter == null) {
			action.run();
			return;
		}
		ProvisionalSpan provisional = new ProvisionalSpan(parent);
		Context around = provisional.in(parent);
		Span span = instrumenter.start(around, flush);
		if (span == null) {
			action.run();
			return;
		}
		provisional.started(span);
		Throwable failure = null;
		Scope scope = instrumenter.open(around.with(span));
		try {
			action.run();
		}
		catch (RuntimeException | Error ex) {
			failure = ex;
			throw ex;
		}
		finally {
			instrumenter.close(scope);
			span.setAttribute(ENTITIES, (long) event.getNumberOfEntitiesProcessed());
			instrumenter.describe(span, flush, failure);
			if (failure != null) {
				provisional.export();
			}
			if (!provisional.withhold(span)) {
				instrumenter.end(span);
			}
		}
	}

	/**
	 * The reason for a flush.
	 */
	enum Flush {

		/** At a commit, or because the application asked for it. */
		EXPLICIT("flush"),

		/** Before a query, which must see the changes. */
		BEFORE_QUERY("flush before query");

		private final String name;

		Flush(String name) {
			this.name = name;
		}

	}

	private static final class Convention implements SpanConvention<Flush> {

		@Override
		public String name(Flush flush) {
			return flush.name;
		}

		@Override
		public SpanKind kind(Flush flush) {
			return SpanKind.INTERNAL;
		}

		@Override
		public void start(Flush flush, SpanBuilder span) {
		}

	}

}
