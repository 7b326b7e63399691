package io.github.tracingstarter.instrument.http;

import java.util.Map;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;

/**
 * Adds the trace id to problem details, unless the application did.
 */
public final class TraceIdInProblems implements ErrorResponse.Interceptor {

	private static final String PROPERTY = "traceId";

	@Override
	public void handleError(ProblemDetail detail, @Nullable ErrorResponse errorResponse) {
		SpanContext span = Span.current().getSpanContext();
		Map<String, Object> properties = detail.getProperties();
		if (span.isValid() && (properties == null || !properties.containsKey(PROPERTY))) {
			detail.setProperty(PROPERTY, span.getTraceId());
		}
	}

}
