package io.github.tracingstarter.instrument.servlet;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The request attribute that holds the exchange, which asynchronous dispatches and the
 * error page need again, or a placeholder before there is an exchange.
 */
final class ExchangeAttribute {

	private static final String NAME = ServerExchange.class.getName();

	/** A placeholder for an exchange that the container is going to end. */
	private static final Object EXPECTED = new Object();

	/** A placeholder for a request that must not have an exchange. */
	private static final Object REFUSED = new Object();

	private ExchangeAttribute() {
	}

	static @Nullable ServerExchange of(HttpServletRequest request) {
		return (request.getAttribute(NAME) instanceof ServerExchange exchange) ? exchange : null;
	}

	static void set(HttpServletRequest request, ServerExchange exchange) {
		request.setAttribute(NAME, exchange);
	}

	/**
	 * Records that the container will end the exchange of a request, if it gets one.
	 * @param request a request without an exchange
	 */
	static void expect(HttpServletRequest request) {
		request.setAttribute(NAME, EXPECTED);
	}

	static boolean isExpected(HttpServletRequest request) {
		return request.getAttribute(NAME) == EXPECTED;
	}

	/**
	 * Records that neither a request nor its error page is to have a span.
	 * @param request a request without an exchange
	 */
	static void refuse(HttpServletRequest request) {
		request.setAttribute(NAME, REFUSED);
	}

	static boolean isRefused(HttpServletRequest request) {
		return request.getAttribute(NAME) == REFUSED;
	}

}
