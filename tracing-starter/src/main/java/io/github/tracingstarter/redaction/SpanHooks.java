package io.github.tracingstarter.redaction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.github.tracingstarter.report.FailureLog;
import io.micrometer.tracing.exporter.FinishedSpan;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.exporter.SpanFilter;
import io.micrometer.tracing.otel.bridge.OtelFinishedSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * The application's Micrometer beans that drop or change finished spans, applied to each
 * span that is exported or shown. Costs nothing if there are none.
 */
public final class SpanHooks {

	private final FailureLog failures = new FailureLog(LogFactory.getLog(SpanHooks.class),
			"A SpanExportingPredicate or SpanFilter failed. The span is neither exported nor shown.");

	private final List<SpanExportingPredicate> predicates;

	private final List<SpanFilter> filters;

	SpanHooks(ObjectProvider<SpanExportingPredicate> predicates, ObjectProvider<SpanFilter> filters) {
		this.predicates = predicates.orderedStream().toList();
		this.filters = filters.orderedStream().toList();
	}

	/**
	 * Returns whether there is nothing to apply.
	 * @return true if every span passes unchanged
	 */
	public boolean isEmpty() {
		return this.predicates.isEmpty() && this.filters.isEmpty();
	}

	/**
	 * Applies the beans to a span, after redaction.
	 * @param span the finished span
	 * @return the span to export or show, or null to drop it; it is also dropped if a
	 * bean fails, because that bean may have been there to hide something
	 */
	public @Nullable SpanData apply(SpanData span) {
		if (isEmpty()) {
			return span;
		}
		try {
			for (SpanExportingPredicate predicate : this.predicates) {
				if (!predicate.isExportable(OtelFinishedSpan.fromOtel(span))) {
					return null;
				}
			}
			return this.filters.isEmpty() ? span : filtered(span);
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
			return null;
		}
	}

	/**
	 * Applies the beans to several spans.
	 * @param spans the finished spans
	 * @return the spans to export
	 */
	public List<SpanData> apply(Collection<SpanData> spans) {
		List<SpanData> passed = new ArrayList<>(spans.size());
		for (SpanData span : spans) {
			SpanData hooked = apply(span);
			if (hooked != null) {
				passed.add(hooked);
			}
		}
		return passed;
	}

	private SpanData filtered(SpanData span) {
		FinishedSpan finished = OtelFinishedSpan.fromOtel(span);
		for (SpanFilter filter : this.filters) {
			finished = filter.map(finished);
		}
		return OtelFinishedSpan.toOtel(finished);
	}

}
