package io.github.tracingstarter.instrument.restclient;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;
import org.springframework.web.client.RestClient;

/**
 * The URI template of a call. {@link RestClient} has it in the attributes of the request;
 * for {@code RestTemplate} the observation has it ({@link ClientObservationPredicate}).
 */
final class UriTemplate {

	private static final String REQUEST_ATTRIBUTE = RestClient.class.getName() + ".uriTemplate";

	private static final int PLACES = 256;

	/** A longer one would take more memory here than finding its path is worth. */
	private static final int LONGEST = 512;

	/**
	 * The paths of recent templates. A template has one place here, which it shares with
	 * others, so that the memory is bounded. Threads may overwrite each other's entries,
	 * as each is right.
	 */
	private static final @Nullable Path[] paths = new Path[PLACES];

	private UriTemplate() {
	}

	/**
	 * The path of the template, {@code /users/{id}}.
	 * @param request the request
	 * @return the path, or null when no template is known, or when it has no variable: it
	 * may then be a path put together by hand, with a new name for each call
	 */
	static @Nullable String of(HttpRequest request) {
		String template = whole(request);
		if (template == null || template.indexOf('{') < 0) {
			return null;
		}
		int place = template.hashCode() & (PLACES - 1);
		Path known = paths[place];
		if (known == null || !known.template.equals(template)) {
			known = new Path(template, path(template));
			if (template.length() <= LONGEST) {
				paths[place] = known;
			}
		}
		return known.path;
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

	/**
	 * Without scheme and authority, which have attributes of their own, and without the
	 * query, which may hold literal secrets.
	 */
	private static @Nullable String path(String template) {
		int start = 0;
		int authority = template.indexOf("://");
		if (authority >= 0) {
			start = template.indexOf('/', authority + 3);
			if (start < 0) {
				return null;
			}
		}
		int end = template.length();
		for (int i = start; i < end; i++) {
			char character = template.charAt(i);
			if (character == '?' || character == '#') {
				end = i;
			}
		}
		return (end > start) ? template.substring(start, end) : null;
	}

	private record Path(String template, @Nullable String path) {

	}

}
