package io.github.tracingstarter.instrument.elasticsearch;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.LibraryTracer;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.report.TracingReport;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;
import org.apache.commons.logging.LogFactory;

/**
 * Creates the spans that the Elasticsearch client requests. The client reports the start,
 * the end, and the content of a request, but it uses names of older conventions and does
 * not know when a span is unwanted.
 */
final class ElasticsearchTracer implements LibraryTracer {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(ElasticsearchTracer.class),
			"A request to Elasticsearch could not be traced. It is not affected.");

	private final Instrumenter<ElasticsearchRequest> instrumenter;

	private final ElasticsearchTracingProperties properties;

	private final TracingReport report;

	ElasticsearchTracer(Spans spans, ElasticsearchTracingProperties properties, TracingReport report) {
		this.instrumenter = Instrumenter.of(spans, "elasticsearch", new ElasticsearchConvention(), failures);
		this.properties = properties;
		this.report = report;
	}

	@Override
	public String scope() {
		return "elasticsearch-api";
	}

	/**
	 * Returns the builder of a request. The client names all its spans after an endpoint.
	 */
	@Override
	public SpanBuilder spanBuilder(String name) {
		return new RequestSpanBuilder(this, name);
	}

	Span start(String endpoint, Context parent) {
		if (!this.properties.enabled()) {
			return UntracedSpan.INSTANCE;
		}
		if (!this.properties.withoutParent() && !Span.fromContext(parent).getSpanContext().isValid()) {
			if (Spans.mayBeLost(parent)) {
				this.instrumenter.lost(endpoint);
			}
			return UntracedSpan.INSTANCE;
		}
		this.report.traced("Elasticsearch", "requests");
		ElasticsearchRequest request = new ElasticsearchRequest(endpoint);
		Span span = this.instrumenter.start(parent, request);
		return (span != null) ? new RequestSpan(this.instrumenter, request, span) : UntracedSpan.INSTANCE;
	}

}
