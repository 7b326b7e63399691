package io.github.tracingstarter.instrument.webclient;

import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.SpanObservations;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Makes clients and builders observe their calls, unless they already do. Their
 * observations become spans but not metrics, because the application has not asked for
 * metrics of these clients.
 */
final class TracedWebClients {

	static final String CLIENT_TYPE = "org.springframework.web.reactive.function.client.DefaultWebClient";

	static final String BUILDER_TYPE = "org.springframework.web.reactive.function.client.DefaultWebClientBuilder";

	static final String REGISTRY = "observationRegistry";

	private final ObjectProvider<SpanObservations> observations;

	TracedWebClients(ObjectProvider<SpanObservations> observations) {
		this.observations = observations;
	}

	/**
	 * Traces a client. A client cannot be changed, so the result is another one with the
	 * same settings.
	 * @param client the client
	 * @return the traced client, which is the same client if it is already observed, or
	 * null if it cannot be traced
	 */
	@Nullable WebClient trace(WebClient client) {
		SpanObservations spans = this.observations.getIfAvailable();
		if (spans == null || !client.getClass().getName().equals(CLIENT_TYPE)) {
			return null;
		}
		return isObserved(client) ? client : client.mutate().observationRegistry(spans.registry()).build();
	}

	/**
	 * Traces the clients that a builder creates, by changing the builder.
	 * @param builder the builder
	 * @return whether they are now traced
	 */
	boolean trace(WebClient.Builder builder) {
		SpanObservations spans = this.observations.getIfAvailable();
		if (spans == null || !builder.getClass().getName().equals(BUILDER_TYPE)) {
			return false;
		}
		if (!isObserved(builder)) {
			builder.observationRegistry(spans.registry());
		}
		return true;
	}

	/**
	 * Returns whether the calls of a client are observed.
	 */
	static boolean isObserved(Object client) {
		ObservationRegistry registry = PrivateField.of(client.getClass(), REGISTRY, ObservationRegistry.class)
			.get(client);
		return registry != null && registry != ObservationRegistry.NOOP;
	}

}
