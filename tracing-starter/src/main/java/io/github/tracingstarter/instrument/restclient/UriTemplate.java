package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.instrument.http.UrlTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;
import org.springframework.web.client.RestClient;

/**
 * The URI template of a call. {@link RestClient} has it in the attributes of the request;
 * for {@code RestTemplate} the observation has it ({@link ClientObservationPredicate}).
 */
final class UriTemplate {

	private static final String REQUEST_ATTRIBUTE = RestClient.class.getName() + ".uriTemplate";

	private UriTemplate() {
	}

	/**
	 * The path of the template, {@code /users/{id}}.
	 * @param request the request
	 * @return the path, or null when no template is known, or when it has no variable: it
	 * may then be a path put together by hand, with a new name for each call
	 */
	static @Nullable String of(HttpRequest request) {
		return UrlTemplate.path(whole(request));
	}

	/**
	 * The template as it was given.
	 * @param request the request
	 * @return the template, or null when none is known
	 */
	static @Nullable String whole(HttpRequest request) {
		try {
			return (request.getAttributes().get(REQUEST_ATTRIBUTE) instanceof String template) ? template : null;
		}
		catch (UnsupportedOperationException ex) {
			// As in note.
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
