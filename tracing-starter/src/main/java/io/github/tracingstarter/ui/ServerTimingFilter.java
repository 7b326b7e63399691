package io.github.tracingstarter.ui;

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
 * Adds the trace to the headers of the response, where a browser's developer tools show
 * it. This is done before the application is called, because the application may commit
 * the response at any time.
 */
class ServerTimingFilter implements Filter {

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		SpanContext span = Span.current().getSpanContext();
		if (span.isSampled() && response instanceof HttpServletResponse http) {
			http.addHeader("Server-Timing", "trace;desc=\"" + span.getTraceId() + '"');
		}
		chain.doFilter(request, response);
	}

}
