package io.github.tracingstarter.instrument.servlet;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.servlet.support.ErrorPageFilter;

/**
 * The filter that logs exceptions and renders error pages if the application is deployed
 * as a WAR, with the tracing filter around it, so that both are part of the trace.
 */
final class TracedErrorPageFilter extends ErrorPageFilter {

	private final TracingFilter tracing;

	private final ErrorPageFilter errorPages;

	TracedErrorPageFilter(TracingFilter tracing, ErrorPageFilter errorPages) {
		this.tracing = tracing;
		this.errorPages = errorPages;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		this.tracing.doFilter(request, response, (innerRequest, innerResponse) -> this.errorPages.doFilter(innerRequest,
				innerResponse, (last, lastResponse) -> proceed(last, lastResponse, chain)));
	}

	/**
	 * Proceeds with the chain, and records the outcome before the error page is rendered.
	 */
	private static void proceed(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		ServerExchange exchange = (request instanceof HttpServletRequest http) ? ExchangeAttribute.of(http) : null;
		if (exchange == null || !(request instanceof HttpServletRequest httpRequest)
				|| !(response instanceof HttpServletResponse httpResponse)) {
			chain.doFilter(request, response);
			return;
		}
		try {
			chain.doFilter(request, response);
		}
		catch (Throwable ex) {
			exchange.failed(ex, httpRequest, httpResponse);
			throw ex;
		}
		finally {
			exchange.readRoute(httpRequest);
		}
	}

	@Override
	public void init(FilterConfig filterConfig) throws ServletException {
		this.errorPages.init(filterConfig);
	}

	@Override
	public void addErrorPages(ErrorPage... pages) {
		this.errorPages.addErrorPages(pages);
	}

	@Override
	public void destroy() {
		this.errorPages.destroy();
	}

	@Override
	public int getOrder() {
		return this.errorPages.getOrder();
	}

}
