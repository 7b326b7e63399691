package io.github.tracingstarter.client;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestInitializer;
import org.springframework.http.client.observation.ClientRequestObservationContext;

/**
 * Tells the observations of calls that have a span of ours from the others. A client that
 * no post-processor reached, but that the application gave its observation registry, has
 * its spans from Boot.
 */
final class ClientObservations implements ObservationPredicate {

	static final ClientHttpRequestInitializer MARK_INITIALIZER = ClientObservations::mark;

	private static final String MARK = ClientObservations.class.getName();

	private final ObservationPredicate metricsOnly;

	ClientObservations(ObservationPredicate metricsOnly) {
		this.metricsOnly = metricsOnly;
	}

	/**
	 * Marks the request that the client makes, since the one that is sent may be hidden
	 * behind interceptors.
	 * @param request the outermost request
	 */
	static void mark(ClientHttpRequest request) {
		if (!(request instanceof TracedRequest)) {
			try {
				request.getAttributes().put(MARK, Boolean.TRUE);
			}
			catch (UnsupportedOperationException ex) {
				// A request of the application's own, without attributes: its observation
				// has a span of its own.
			}
		}
	}

	static boolean isTraced(ClientRequestObservationContext context) {
		ClientHttpRequest request = context.getCarrier();
		return request instanceof TracedRequest
				|| (request != null && Boolean.TRUE.equals(request.getAttributes().get(MARK)));
	}

	/**
	 * Answers whether the observation is made. Also the one place before the request is
	 * sent where the template of a {@code RestTemplate} call is known.
	 */
	@Override
	public boolean test(String name, Observation.Context context) {
		if (!(context instanceof ClientRequestObservationContext call) || !isTraced(call)) {
			return true;
		}
		String template = call.getUriTemplate();
		ClientHttpRequest request = call.getCarrier();
		if (template != null && request != null) {
			UriTemplate.note(request, template);
		}
		return this.metricsOnly.test(name, context);
	}

}
