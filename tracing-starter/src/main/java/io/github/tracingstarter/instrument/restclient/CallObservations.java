package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.observation.ClientRequestObservationContext;

/**
 * Shows the span of a call to the observation that its client made for the metrics. It
 * started before the span, and would name the one around both in an exemplar.
 */
final class CallObservations {

	private final ObservationRegistry registry;

	private final @Nullable AdoptingObservationHandler<ClientRequestObservationContext> handler;

	CallObservations(ObservationRegistry registry,
			@Nullable AdoptingObservationHandler<ClientRequestObservationContext> handler) {
		this.registry = registry;
		this.handler = handler;
	}

	void adoptCurrentSpan() {
		if (this.handler != null) {
			Observation current = this.registry.getCurrentObservation();
			if (current != null) {
				this.handler.adopt(current);
			}
		}
	}

}
