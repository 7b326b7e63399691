package io.github.tracingstarter.instrument.http;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An outgoing HTTP call of any client, as its span describes it.
 */
public interface HttpCall {

	/**
	 * Returns the method.
	 * @return the name of the method, as it is sent
	 */
	String method();

	/**
	 * Returns the URL.
	 * @return the whole URL
	 */
	URI uri();

	/**
	 * Returns the path of the URI template.
	 * @return the path, or null if no template with a variable is known
	 */
	default @Nullable String template() {
		return null;
	}

	/**
	 * Returns a header of the request.
	 * @param name its name
	 * @return the value, or null if it has none
	 */
	@Nullable String header(String name);

	/**
	 * Sets a header of the request, replacing its value.
	 * @param name its name
	 * @param value its value
	 */
	void setHeader(String name, String value);

	/**
	 * Returns the headers of the request, for the application's customizers.
	 * @return the headers as the application set them; none, unless overridden
	 */
	default Map<String, List<String>> headers() {
		return Map.of();
	}

	/**
	 * Returns the headers of the response, for the application's customizers.
	 * @return the headers; none, unless overridden, and none until there is a response
	 */
	default Map<String, List<String>> responseHeaders() {
		return Map.of();
	}

	/**
	 * Returns the values of a header of the request.
	 * @param name its name, in any case
	 * @return the values, or null if it is not there
	 */
	default @Nullable List<String> requestHeader(String name) {
		return find(headers(), name);
	}

	/**
	 * Returns the values of a header of the response.
	 * @param name its name, in any case
	 * @return the values, or null if it is not there
	 */
	default @Nullable List<String> responseHeader(String name) {
		return find(responseHeaders(), name);
	}

	private static @Nullable List<String> find(Map<String, List<String>> headers, String name) {
		for (Map.Entry<String, List<String>> header : headers.entrySet()) {
			if (header.getKey().equalsIgnoreCase(name)) {
				return header.getValue();
			}
		}
		return null;
	}

	/**
	 * Returns the status of the response.
	 * @return the status, or 0 until there is a response
	 * @throws IOException if the response cannot be read
	 */
	int status() throws IOException;

}
