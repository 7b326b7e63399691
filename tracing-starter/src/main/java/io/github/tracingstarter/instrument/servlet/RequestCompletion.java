package io.github.tracingstarter.instrument.servlet;

import jakarta.servlet.http.HttpServletRequest;

/**
 * A container that signals when a response is complete, which is after the error page and
 * after the last filter.
 */
interface RequestCompletion {

	/**
	 * Arranges that the container ends the exchange, if the request came through it.
	 * @param request the request, perhaps wrapped
	 * @param exchange its exchange
	 */
	void register(HttpServletRequest request, ServerExchange exchange);

}
