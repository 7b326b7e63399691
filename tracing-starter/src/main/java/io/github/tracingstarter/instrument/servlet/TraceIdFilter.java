package io.github.tracingstarter.instrument.servlet;

import java.io.IOException;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Tells the caller the trace id in a header. Does so before the application is called,
 * which may commit the response at any time, and may set the header itself.
 */
class TraceIdFilter implements Filter {

	private final String header;

	TraceIdFilter(String header) {
		this.header = header;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		SpanContext span = Span.current().getSpanContext();
		if (span.isValid() && response instanceof HttpServletResponse http && !http.containsHeader(this.header)) {
			http.setHeader(this.header, span.getTraceId());
		}
		chain.doFilter(request, response);
	}

}
