package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.instrument.http.UrlTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;
import org.springframework.web.client.RestClient;

/**
 * The URI template of a call. {@link RestClient} provides it in the attributes of the
 * request; for {@code RestTemplate}, the observation provides it
 * ({@link ClientObservationPredicate}).
 */
final class UriTemplate {

	private static final String REQUEST_ATTRIBUTE = RestClient.class.getName() + ".uriTemplate";

	private UriTemplate() {
	}

	/**
	 * Returns the path of the template, such as {@code /users/{id}}.
	 * @param request the request
	 * @return the path, or null if no template is known, or if it has no variable,
	 * because it may then be a path put together by hand, with a new name for each call
	 */
	static @Nullable String of(HttpRequest request) {
		return UrlTemplate.path(whole(request));
	}

	/**
	 * Returns the template as the application passed it.
	 * @param request the request
	 * @return the template, or null if none is known
	 */
	static @Nullable String whole(HttpRequest request) {
		try {
			return (request.getAttributes().get(REQUEST_ATTRIBUTE) instanceof String template) ? template : null;
		}
		catch (UnsupportedOperationException ex) {
			// A request of the application's own, without attributes.
			return null;
		}
	}

	static void note(HttpRequest request, String template) {
		try {
			request.getAttributes().putIfAbsent(REQUEST_ATTRIBUTE, template);
		}
		catch (UnsupportedOperationException ex) {
			// A request of the application's own, without attributes.
		}
	}

}
