package io.github.tracingstarter.instrument.elasticsearch;

import org.jspecify.annotations.Nullable;

/**
 * A request, with the details that the client reports until its span ends.
 */
final class ElasticsearchRequest {

	private final String endpoint;

	private @Nullable String index;

	private int status;

	/**
	 * Creates a request.
	 * @param endpoint the name of the endpoint, such as {@code search}
	 */
	ElasticsearchRequest(String endpoint) {
		this.endpoint = endpoint;
	}

	String endpoint() {
		return this.endpoint;
	}

	String name() {
		return (this.index != null) ? this.endpoint + " " + this.index : this.endpoint;
	}

	void index(String index) {
		this.index = index;
	}

	/**
	 * Returns the HTTP status of the response.
	 * @return the status, or 0 if there was no response
	 */
	int status() {
		return this.status;
	}

	void status(int status) {
		this.status = status;
	}

}
