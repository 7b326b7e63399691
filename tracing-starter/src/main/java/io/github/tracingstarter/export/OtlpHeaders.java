package io.github.tracingstarter.export;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The headers of every request. A value often comes from a file with a line break at its
 * end.
 */
final class OtlpHeaders {

	private OtlpHeaders() {
	}

	/**
	 * Returns the application's headers and the starter's.
	 * @param headers the application's headers, which take precedence
	 * @param encodingHeader the name of the header for the compression of the body, or
	 * null
	 * @return the headers
	 * @throws IllegalStateException if a header is not valid in HTTP
	 */
	static Map<String, String> of(Map<String, String> headers, @Nullable String encodingHeader) {
		Map<String, String> all = new LinkedHashMap<>();
		all.put("user-agent", OtlpSender.USER_AGENT);
		headers.forEach((name, value) -> all.put(name.strip().toLowerCase(java.util.Locale.ROOT), value.strip()));
		if (encodingHeader != null) {
			all.put(encodingHeader, "gzip");
		}
		all.forEach(OtlpHeaders::check);
		return all;
	}

	private static void check(String name, String value) {
		boolean valid = StringUtils.hasText(name) && name.chars().allMatch(OtlpHeaders::isToken)
				&& value.chars().allMatch((character) -> character >= ' ' && character < 0x7F || character == '\t');
		if (!valid) {
			throw new IllegalStateException(
					"the header '%s' has a character that HTTP does not allow; see tracing.otlp.headers"
						.formatted(name));
		}
	}

	private static boolean isToken(int character) {
		return character > ' ' && character < 0x7F && "()<>@,;:\\\"/[]?={}".indexOf(character) < 0;
	}

}
