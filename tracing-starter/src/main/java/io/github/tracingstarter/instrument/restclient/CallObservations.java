package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.github.tracingstarter.instrument.http.ObservationDemand;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.observation.ClientRequestObservationContext;

/**
 * Relates the observation of a call, which provides its metrics, to its span.
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
	 * Returns whether the application has turned the observation off, in which case there
	 * must be no span.
	 * @param request the request to send
	 * @return whether to send it untraced
	 */
	boolean areOff(ClientHttpRequest request) {
		return this.demand != null && this.demand.isSwitched()
				&& this.demand.isTurnedOff(this.registry, () -> new Question(request));
	}

	/**
	 * Returns the call that a request is an attempt of.
	 * @param request the request to send
	 * @return the call, or null if the application adds nothing to its observation
	 */
	@Nullable ObservedCall of(ClientHttpRequest request) {
		return (this.demand != null && this.demand.isShaped()) ? ObservedCall.of(request) : null;
	}

	/**
	 * Makes the observation adopt the current span. The observation started before that
	 * span, so its exemplars would otherwise refer to the span around both.
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
