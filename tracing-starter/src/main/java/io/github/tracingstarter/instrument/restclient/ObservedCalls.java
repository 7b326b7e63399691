package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.github.tracingstarter.instrument.http.ObservationDemand;
import io.github.tracingstarter.instrument.http.ObservationDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.observation.ClientRequestObservationContext;

/**
 * Copies the application's additions to the observation of a call to its span. The
 * observation starts before the span and stops after the response has been read, so the
 * span stays open until then ({@link ObservedCall}). Does nothing if the application adds
 * nothing.
 */
final class ObservedCalls implements AdoptingObservationHandler.Listener<ClientRequestObservationContext> {

	private final ObservationDemand demand;

	private final ObservationDetails details;

	ObservedCalls(ObservationDemand demand, ObservationDetails details) {
		this.demand = demand;
		this.details = details;
	}

	@Override
	public void started(ClientRequestObservationContext context) {
		ClientHttpRequest request = context.getCarrier();
		if (request != null && this.demand.isShaped()) {
			ObservedCall call = new ObservedCall();
			if (call.attachTo(InnerRequests.unbuffered(request))) {
				context.put(ObservedCall.class, call);
			}
		}
	}

	@Override
	public void stopped(ClientRequestObservationContext context) {
		ObservedCall call = context.get(ObservedCall.class);
		if (call != null) {
			call.stopped((span, kept) -> this.details.addKeyValues(context, span, kept), name(context));
		}
	}

	private @Nullable String name(ClientRequestObservationContext context) {
		ClientHttpRequest request = context.getCarrier();
		return (request != null) ? this.details.name(context, request.getMethod().name(), null) : null;
	}

}
