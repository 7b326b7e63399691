package io.github.tracingstarter.ui;

import org.jspecify.annotations.Nullable;

/**
 * A request to the page's API, on any server. It has passed all security rules.
 */
public interface UiRequest {

	/**
	 * Returns a variable of the path.
	 * @param name the name in the path of the {@link UiRoute}
	 * @return its value, decoded
	 */
	String variable(String name);

	/**
	 * Returns a parameter of the query string.
	 * @param name the name
	 * @return its first value, decoded, or null
	 */
	@Nullable String parameter(String name);

	/**
	 * Returns a header.
	 * @param name the name, in any case
	 * @return its first value or null
	 */
	@Nullable String header(String name);

	/**
	 * Returns the body, whose size has been checked.
	 * @return the bytes; empty if there is no body
	 */
	byte[] body();

}
