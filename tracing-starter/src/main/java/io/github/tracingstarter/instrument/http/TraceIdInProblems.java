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

	static final String PROPERTY = "traceId";

	@Override
	public void handleError(ProblemDetail detail, @Nullable ErrorResponse errorResponse) {
		String traceId = current();
		Map<String, Object> properties = detail.getProperties();
		if (traceId != null && (properties == null || !properties.containsKey(PROPERTY))) {
			detail.setProperty(PROPERTY, traceId);
		}
	}

	/**
	 * Returns the trace id of the current thread.
	 * @return the trace id, or null if there is none
	 */
	public static @Nullable String current() {
		SpanContext span = Span.current().getSpanContext();
		return span.isValid() ? span.getTraceId() : null;
	}

}
