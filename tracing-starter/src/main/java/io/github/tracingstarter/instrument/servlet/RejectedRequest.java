package io.github.tracingstarter.instrument.servlet;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request that reaches the application only as an error page, because the container or
 * an earlier filter rejected it. It is presented as it was before the dispatch to that
 * page.
 */
final class RejectedRequest extends HttpServletRequestWrapper {

	RejectedRequest(HttpServletRequest request) {
		super(request);
	}

	@Override
	public String getMethod() {
		return original(RequestDispatcher.ERROR_METHOD, super.getMethod());
	}

	@Override
	public String getRequestURI() {
		return original(RequestDispatcher.ERROR_REQUEST_URI, super.getRequestURI());
	}

	@Override
	public @Nullable String getQueryString() {
		Object query = getAttribute(RequestDispatcher.ERROR_QUERY_STRING);
		return (query != null) ? query.toString() : super.getQueryString();
	}

	private String original(String attribute, String current) {
		Object value = getAttribute(attribute);
		return (value != null) ? value.toString() : current;
	}

}
