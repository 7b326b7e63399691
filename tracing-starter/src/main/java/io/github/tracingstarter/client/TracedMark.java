package io.github.tracingstarter.client;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestInitializer;
import org.springframework.http.client.observation.ClientRequestObservationContext;

/**
 * Marks the requests of traced clients, so that their observations are told from those of
 * other clients. A client that no post-processor reached, but that the application gave
 * its observation registry, has its spans from Boot.
 */
final class TracedMark {

	static final ClientHttpRequestInitializer INITIALIZER = TracedMark::set;

	private static final String ATTRIBUTE = TracedMark.class.getName();

	private TracedMark() {
	}

	/**
	 * Marks a request, unless its type says it all. Interceptors and buffers hide that.
	 * @param request the request that the client makes
	 */
	static void set(ClientHttpRequest request) {
		if (!(request instanceof TracedRequest)) {
			try {
				request.getAttributes().put(ATTRIBUTE, Boolean.TRUE);
			}
			catch (UnsupportedOperationException ex) {
				// A request of the application's own, without attributes. Its observation
				// gets a span from Boot.
			}
		}
	}

	static boolean isPresent(ClientRequestObservationContext context) {
		ClientHttpRequest request = context.getCarrier();
		if (request == null || request instanceof TracedRequest) {
			return request != null;
		}
		try {
			return request.getAttributes().get(ATTRIBUTE) != null;
		}
		catch (UnsupportedOperationException ex) {
			return false;
		}
	}

}
