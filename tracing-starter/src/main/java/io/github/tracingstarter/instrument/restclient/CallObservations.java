package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.github.tracingstarter.instrument.http.ObservationDemand;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.observation.ClientRequestObservationContext;

/**
 * Relates the observation of a call, from which its metrics come, to its span.
 */
final class CallObservations {

	private final ObservationRegistry registry;

	private final @Nullable AdoptingObservationHandler<ClientRequestObservationContext> handler;

	private final @Nullable ObservationDemand demand;

	CallObservations(ObservationRegistry registry,
			@Nullable AdoptingObservationHandler<ClientRequestObservationContext> handler,
			@Nullable ObservationDemand demand) {
		this.registry = registry;
		this.handler = handler;
		this.demand = demand;
	}

	/**
	 * Whether the application has turned the observation off, so that there is to be no
	 * span.
	 * @param request the request to be sent
	 * @return whether to send it untraced
	 */
	boolean areOff(ClientHttpRequest request) {
		return this.demand != null && this.demand.isSwitched()
				&& this.demand.isTurnedOff(this.registry, () -> new Question(request));
	}

	/**
	 * The call that a request is an attempt of.
	 * @param request the request to be sent
	 * @return the call, or null where the application gives nothing to its observation
	 */
	@Nullable ObservedCall of(ClientHttpRequest request) {
		return (this.demand != null && this.demand.isShaped()) ? ObservedCall.of(request) : null;
	}

	/**
	 * Shows the current span to the observation, which started before it and would name
	 * the one around both in an exemplar.
	 */
	void adoptCurrentSpan() {
		if (this.handler != null) {
			Observation current = this.registry.getCurrentObservation();
			if (current != null) {
				this.handler.adopt(current);
			}
		}
	}

	private static final class Question extends ClientRequestObservationContext implements ObservationDemand.Question {

		Question(ClientHttpRequest request) {
			super(request);
			setUriTemplate(UriTemplate.whole(request));
		}

	}

}
