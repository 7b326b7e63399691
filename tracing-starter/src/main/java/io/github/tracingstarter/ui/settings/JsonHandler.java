package io.github.tracingstarter.ui.settings;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.ui.UiRequest;
import io.github.tracingstarter.ui.UiResponse;

import org.springframework.boot.json.JsonParserFactory;

/**
 * Handles requests whose body is a JSON object, and rejects all others with the reason.
 *
 * @param answer handles the object
 */
record JsonHandler(Function<Map<String, Object>, UiResponse> answer) implements Function<UiRequest, UiResponse> {

	private static final int BAD_REQUEST = 400;

	@Override
	public UiResponse apply(UiRequest request) {
		String body = new String(request.body(), StandardCharsets.UTF_8).trim();
		if (!body.startsWith("{")) {
			return UiResponse.error(BAD_REQUEST, "The body is not a JSON object.");
		}
		Map<String, Object> object;
		try {
			object = JsonParserFactory.getJsonParser().parseMap(body);
		}
		catch (RuntimeException | StackOverflowError ex) {
			// The type of the exception depends on the parser that is present.
			return UiResponse.error(BAD_REQUEST, "The body is not JSON.");
		}
		try {
			return this.answer.apply(object);
		}
		catch (InvalidTracingPropertyException ex) {
			return UiResponse.error(BAD_REQUEST, String.valueOf(ex.getMessage()));
		}
	}

}
