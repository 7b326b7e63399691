package io.github.tracingstarter.export;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.util.StringUtils;

/**
 * The configured headers of requests: a property for each, or all of them in one text, as
 * in OpenTelemetry's variable. The latter is for environment variables, whose names
 * cannot contain dashes.
 */
final class HeaderSettings {

	private static final Log logger = LogFactory.getLog(HeaderSettings.class);

	private final Binder binder;

	HeaderSettings(Binder binder) {
		this.binder = binder;
	}

	/**
	 * Returns the headers below a key.
	 * @param key the key
	 * @return the headers, with those of the single text first
	 */
	Map<String, String> below(String key) {
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		String text = this.binder.bind(key, String.class).orElse(null);
		try {
			headers.putAll(parse(text));
		}
		catch (IllegalArgumentException ex) {
			// The value may hold secrets, and so may the message.
			throw new InvalidTracingPropertyException(key, "******",
					"it is not a list of name=value pairs with percent-encoded values",
					"Write it like x-api-key=abc,authorization=Bearer%20abc.");
		}
		entries(key, text).forEach(headers::putIfAbsent);
		headers.keySet().forEach((name) -> warnOfDots(key, name));
		return headers;
	}

	private Map<String, String> entries(String key, @Nullable String text) {
		try {
			return this.binder.bind(key, Bindable.mapOf(String.class, String.class)).orElseGet(Map::of);
		}
		catch (BindException ex) {
			if (text != null) {
				// The single text is the only value, so there is no map.
				return Map.of();
			}
			throw ex;
		}
	}

	/**
	 * Parses the format of {@code OTEL_EXPORTER_OTLP_HEADERS}.
	 * @param text the text, such as {@code api-key=abc,other=de%2Cf}
	 * @return the headers
	 * @throws IllegalArgumentException if it has a different format
	 */
	static Map<String, String> parse(@Nullable String text) {
		Map<String, String> headers = new LinkedHashMap<>();
		for (String pair : StringUtils.commaDelimitedListToStringArray(text)) {
			int equals = pair.indexOf('=');
			if (equals > 0 && StringUtils.hasText(pair.substring(0, equals))) {
				// A plus stays a plus, which is frequent in Base64.
				headers.put(pair.substring(0, equals).trim(),
						StringUtils.uriDecode(pair.substring(equals + 1).trim(), StandardCharsets.UTF_8));
			}
			else if (StringUtils.hasText(pair)) {
				throw new IllegalArgumentException("no name and value");
			}
		}
		return headers;
	}

	private static void warnOfDots(String key, String name) {
		if (name.indexOf('.') != -1) {
			String dashed = name.replace('.', '-');
			logger
				.warn("%s has a header '%s' with dots in its name. If '%s' is meant: the name of an environment variable "
					.formatted(key, name, dashed)
						+ "cannot have a dash; write TRACING_OTLP_HEADERS=%s=<value> there, with commas between several headers"
							.formatted(dashed));
		}
	}

}
