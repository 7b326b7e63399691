package io.github.tracingstarter.ui;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.springframework.boot.json.JsonWriter;

/**
 * A response of the page's API.
 *
 * @param status the status code
 * @param contentType the media type, empty if there is no body
 * @param body the body
 * @param headers further headers
 */
public record UiResponse(int status, String contentType, byte[] body, Map<String, String> headers) {

	private static final JsonWriter<Object> JSON = JsonWriter.standard();

	/**
	 * Creates a response with status 200 and a value as JSON.
	 * @param value maps, lists, strings, numbers, booleans and nulls
	 * @return the response
	 */
	public static UiResponse json(Object value) {
		return json(200, value);
	}

	/**
	 * Creates a response with a value as JSON.
	 * @param status the status code
	 * @param value maps, lists, strings, numbers, booleans and nulls
	 * @return the response
	 */
	public static UiResponse json(int status, Object value) {
		return new UiResponse(status, "application/json", JSON.writeToString(value).getBytes(StandardCharsets.UTF_8),
				Map.of());
	}

	/**
	 * Creates a response with status 204.
	 * @return the response
	 */
	public static UiResponse noContent() {
		return new UiResponse(204, "", new byte[0], Map.of());
	}

	/**
	 * Creates an error response, {@code {"error": message}}.
	 * @param status the status code
	 * @param message what is wrong and what to do about it
	 * @return the response
	 */
	public static UiResponse error(int status, String message) {
		return json(status, Map.of("error", message));
	}

	/**
	 * Creates a response with a file to save.
	 * @param contentType its media type
	 * @param body its content
	 * @param fileName its name: letters, digits, dots and dashes
	 * @return the response
	 */
	public static UiResponse download(String contentType, byte[] body, String fileName) {
		return new UiResponse(200, contentType, body,
				Map.of("Content-Disposition", "attachment; filename=\"%s\"".formatted(fileName)));
	}

}
