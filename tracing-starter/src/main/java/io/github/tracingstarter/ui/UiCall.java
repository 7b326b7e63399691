package io.github.tracingstarter.ui;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A request as received from the server, before any rule is applied.
 *
 * @param method the HTTP method
 * @param path the path below the context path, decoded and normalized by the server
 * @param query the query string as it was sent
 * @param headers the headers as they were sent, with names in any case
 * @param loopback whether the connection comes from this machine
 * @param origin the origin of the requested address
 * @param user the user of the request
 * @param body the body
 */
record UiCall(String method, String path, @Nullable String query, Map<String, List<String>> headers, boolean loopback,
		String origin, User user, Body body) {

	@Nullable String header(String name) {
		List<String> values = this.headers.get(name);
		return (values != null && !values.isEmpty()) ? values.get(0) : null;
	}

	List<String> all(String name) {
		return this.headers.getOrDefault(name, List.of());
	}

	/**
	 * Returns the method to handle. HEAD is a GET whose body is omitted when the response
	 * is written.
	 */
	String effectiveMethod() {
		return "HEAD".equals(this.method) ? "GET" : this.method;
	}

	/**
	 * The user of the request, if access depends on it.
	 */
	enum User {

		/**
		 * No user known to Spring Security.
		 */
		ANONYMOUS,

		/**
		 * A user without any of the roles.
		 */
		WITHOUT_ROLE,

		/**
		 * A user with one of the roles.
		 */
		ALLOWED

	}

	/**
	 * The body of a request.
	 */
	@FunctionalInterface
	interface Body {

		/**
		 * Reads the whole body.
		 * @param max the maximum number of bytes
		 * @return the bytes, or null if there are more
		 * @throws IOException if it cannot be read
		 */
		byte @Nullable [] read(int max) throws IOException;

	}

}
