package io.github.tracingstarter.support;

import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.tracingstarter.redaction.UrlRedaction;

/**
 * Masks secrets on the page and in the report.
 */
final class Masking {

	private static final String MASK = "******";

	private static final Pattern SECRET_NAME = Pattern.compile(
			"passw|passphrase|pwd|secret|credential|token|jwt|cookie|authorization|signature|(?:api|access|account|private)[-_.]?key",
			Pattern.CASE_INSENSITIVE);

	/**
	 * The user and password in a URL. Matches too much rather than too little, because
	 * malformed URLs are shown as well.
	 */
	private static final Pattern USER_INFO = Pattern.compile("://[^\\s,]*@");

	/** The same in an address without a scheme. */
	private static final Pattern LEADING_USER_INFO = Pattern.compile("^(?!\\w+://)[^\\s,]*@");

	/** A header with its value, as in rules. */
	private static final Pattern HEADER = Pattern
		.compile("(\\bheader[\"']?\\s*[:=]\\s*[\"']?)([^=,}\"'\\s]+)=([^,}\"'\\n]+)");

	private final UrlRedaction redaction;

	Masking(UrlRedaction redaction) {
		this.redaction = redaction;
	}

	/**
	 * Returns a value without secrets.
	 * @param key the key
	 * @param value the value
	 * @return the text that may be shown
	 */
	String mask(String key, String value) {
		if (SECRET_NAME.matcher(key).find() || key.endsWith(".headers")) {
			return MASK;
		}
		if (key.equals("tracing.rules")) {
			return HEADER.matcher(value)
				.replaceAll((header) -> SECRET_NAME.matcher(header.group(2)).find()
						? Matcher.quoteReplacement(header.group(1) + header.group(2) + "=" + MASK)
						: Matcher.quoteReplacement(header.group()));
		}
		String text = USER_INFO.matcher(value).replaceAll("://");
		if (key.endsWith(".endpoint")) {
			text = LEADING_USER_INFO.matcher(text).replaceFirst("");
		}
		return (text.contains("://") && text.contains("?")) ? withoutSecretParameters(text) : text;
	}

	private String withoutSecretParameters(String url) {
		try {
			return this.redaction.redact(URI.create(url));
		}
		catch (IllegalArgumentException ex) {
			return url.substring(0, url.indexOf('?')) + "?" + MASK;
		}
	}

	/**
	 * Returns the entries of a map without secrets; of headers, only the names.
	 * @param key the key of the map
	 * @param entries the entries
	 * @return the text that may be shown
	 */
	String mask(String key, Map<String, String> entries) {
		boolean isSecret = key.endsWith(".headers");
		return entries.entrySet()
			.stream()
			.map((entry) -> "%s: %s".formatted(entry.getKey(),
					isSecret ? MASK : mask(entry.getKey(), entry.getValue())))
			.collect(Collectors.joining(", "));
	}

}
