package io.github.tracingstarter.instrument.servlet;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The request attribute that holds the exchange, because asynchronous dispatches and the
 * error page need it again, or a placeholder before there is one.
 */
final class ExchangeAttribute {

	private static final String NAME = ServerExchange.class.getName();

	/** A placeholder for an exchange that the container is going to end. */
	private static final Object EXPECTED = new Object();

	/** Stands in place of the exchange of a request that is to have none. */
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
	 * Tells that the container will end the exchange of a request, in case it gets one.
	 * @param request a request that has none yet
	 */
	static void expect(HttpServletRequest request) {
		request.setAttribute(NAME, EXPECTED);
	}

	static boolean isExpected(HttpServletRequest request) {
		return request.getAttribute(NAME) == EXPECTED;
	}

	/**
	 * Tells that a request is to have no span, nor its error page.
	 * @param request a request that has no exchange
	 */
	static void refuse(HttpServletRequest request) {
		request.setAttribute(NAME, REFUSED);
	}

	static boolean isRefused(HttpServletRequest request) {
		return request.getAttribute(NAME) == REFUSED;
	}

}
