package io.github.tracingstarter.instrument.elasticsearch;

import io.github.tracingstarter.instrument.SpanConvention;
import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The name and the attributes of the span of a request that the client does not set.
 */
final class ElasticsearchConvention implements SpanConvention<ElasticsearchRequest> {

	private static final int FIRST_ERROR = 400;

	@Override
	public String name(ElasticsearchRequest request) {
		return request.name();
	}

	@Override
	public SpanKind kind(ElasticsearchRequest request) {
		return SpanKind.CLIENT;
	}

	@Override
	public void start(ElasticsearchRequest request, SpanBuilder span) {
		span.setAttribute(DbAttributes.DB_SYSTEM_NAME, "elasticsearch");
		span.setAttribute(DbAttributes.DB_OPERATION_NAME, request.endpoint());
	}

	@Override
	public void end(ElasticsearchRequest request, Span span, @Nullable Throwable error) {
		span.updateName(request.name());
		if (request.status() > 0) {
			span.setAttribute(DbAttributes.DB_RESPONSE_STATUS_CODE, String.valueOf(request.status()));
		}
		if (error != null) {
			Spans.fail(span, error);
			if (request.status() >= FIRST_ERROR) {
				span.setAttribute(ErrorAttributes.ERROR_TYPE, String.valueOf(request.status()));
			}
		}
	}

}
