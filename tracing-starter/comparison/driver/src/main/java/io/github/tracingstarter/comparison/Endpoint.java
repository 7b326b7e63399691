package io.github.tracingstarter.comparison;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A path of an application, with the requests that are sent to it in turn.
 */
enum Endpoint {

	/** Nothing but the request itself. */
	PING("/ping", "/ping", 1),

	/** Two statements. */
	ITEMS("/users/{id}/items", "/users/%d/items", 64),

	/** One call. */
	WEATHER("/weather/{city}", "/weather/City%d", 8),

	/** Four statements and a call. */
	COMPLEX("/complex/{id}", "/complex/%d", 64),

	/** One statement, whose 10,000 rows are read. Only on request. */
	ROWS("/rows", "/rows", 1),

	/** Three log lines. Only on request. */
	LINES("/lines/{number}", "/lines/%d", 64),

	/**
	 * Two statements, after which one request in a hundred fails. Only in control mode.
	 */
	FAILING("/failing/{number}", "/failing/%d", 100),

	/** A message that is sent and received. */
	ORDERS("/orders/{id}", "/orders/%d", 64);

	private final String template;

	private final List<byte[]> requests;

	Endpoint(String template, String format, int different) {
		this.template = template;
		this.requests = IntStream.rangeClosed(1, different).mapToObj((i) -> request(format.formatted(i))).toList();
	}

	private static byte[] request(String path) {
		return "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".formatted(path).getBytes(StandardCharsets.US_ASCII);
	}

	String template() {
		return this.template;
	}

	/**
	 * Returns one of the requests, as it is sent.
	 * @param number any number from 0 on; they repeat
	 */
	byte[] request(int number) {
		return this.requests.get(number % this.requests.size());
	}

	/**
	 * Returns the expected status of one of the requests.
	 * @param number any number from 0 on
	 */
	int status(int number) {
		return (this == FAILING && (number + 1) % this.requests.size() == 0) ? 502 : 200;
	}

	static Endpoint of(String name) {
		for (Endpoint endpoint : values()) {
			if (endpoint.name().equalsIgnoreCase(name) || endpoint.template.equals(name)) {
				return endpoint;
			}
		}
		throw new IllegalArgumentException(
				"no path '%s': ping, items, weather, complex, rows, lines, failing, orders".formatted(name));
	}

}
