package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.github.tracingstarter.instrument.http.ObservationDetails;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Copies the application's additions to the observation of a request to the span of that
 * request. The observation stops first, because its filter is inside the tracing filter.
 */
final class ObservedRequests implements AdoptingObservationHandler.Listener<ServerRequestObservationContext> {

	private final ObservationDetails details;

	ObservedRequests(ObservationDetails details) {
		this.details = details;
	}

	@Override
	public void stopped(ServerRequestObservationContext context) {
		HttpServletRequest request = context.getCarrier();
		ServerExchange exchange = (request != null) ? ExchangeAttribute.of(request) : null;
		if (request != null && exchange != null) {
			Throwable error = context.getError();
			if (error != null) {
				exchange.observedError(error);
			}
			exchange.observed((span) -> this.details.addKeyValues(context, span),
					this.details.name(context, request.getMethod(), context.getPathPattern()));
		}
	}

}
