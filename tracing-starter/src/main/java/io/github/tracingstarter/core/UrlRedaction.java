package io.github.tracingstarter.core;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Takes credentials out of a URL before it becomes an attribute: user and password, and
 * the values of query and path parameters with a telling name.
 */
public final class UrlRedaction {

	private static final String REDACTED = "REDACTED";

	private static final String REDACTED_USER_INFO = "REDACTED:REDACTED";

	private final Set<String> secretNames;

	/**
	 * The sorted hashes of the names, which tell most other names without an object made.
	 */
	private final int[] secretHashes;

	UrlRedaction(Collection<String> secretNames) {
		this.secretNames = secretNames.stream().map(UrlRedaction::uniform).collect(Collectors.toUnmodifiableSet());
		this.secretHashes = this.secretNames.stream().mapToInt(UrlRedaction::hash).sorted().toArray();
	}

	/**
	 * The URL without credentials.
	 * @param uri the URL called
	 * @return the same text where there is nothing to hide
	 */
	public String redact(URI uri) {
		String url = uri.toString();
		Redacted redacted = new Redacted(url);
		String authority = uri.getRawAuthority();
		int pathStart = 0;
		if (authority != null) {
			int start = url.indexOf("//") + 2;
			int at = authority.lastIndexOf('@');
			if (at >= 0) {
				redacted.replace(start, start + at, REDACTED_USER_INFO);
			}
			pathStart = start + authority.length();
		}
		if (url.indexOf(';', pathStart) >= 0) {
			redactPathParameters(url, pathStart, next(url, pathStart, "?#"), redacted);
		}
		if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
			redactParameters(url, next(url, 0, "?#"), redacted);
		}
		return redacted.toString();
	}

	/**
	 * A query without credentials.
	 * @param query the query as it was sent, without question mark
	 * @return the same text where there is nothing to hide
	 */
	public String redactQuery(String query) {
		Redacted redacted = new Redacted(query);
		redactParameters(query, -1, redacted);
		return redacted.toString();
	}

	/**
	 * A path without the credentials that path parameters hold, as in
	 * {@code /orders;jsessionid=1A2B}.
	 * @param path the path as it was sent
	 * @return the same text where there is nothing to hide
	 */
	public String redactPath(String path) {
		if (path.indexOf(';') < 0) {
			return path;
		}
		Redacted redacted = new Redacted(path);
		redactPathParameters(path, 0, path.length(), redacted);
		return redacted.toString();
	}

	/**
	 * Goes from one path parameter to the next. A value ends where the parameter does,
	 * and that with its path segment.
	 */
	private void redactPathParameters(String url, int pathStart, int pathEnd, Redacted redacted) {
		int separator = url.indexOf(';', pathStart);
		while (separator >= 0 && separator < pathEnd) {
			int nameStart = separator + 1;
			int end = Math.min(next(url, nameStart, ";/"), pathEnd);
			int nameEnd = url.indexOf('=', nameStart);
			if (nameEnd >= 0 && nameEnd + 1 < end && isSecret(url, nameStart, nameEnd)) {
				redacted.replace(nameEnd + 1, end, REDACTED);
			}
			separator = url.indexOf(';', end);
		}
	}

	/**
	 * Goes from one parameter to the next. Separators are taken in the widest sense, so
	 * that a secret is found behind a second question mark or in the fragment; a secret
	 * value ends at the next {@code &} or {@code #} only, so that no part of it is left.
	 */
	private void redactParameters(String url, int firstSeparator, Redacted redacted) {
		int separator = firstSeparator;
		while (separator < url.length()) {
			int nameStart = separator + 1;
			int nameEnd = next(url, nameStart, "=?&;#");
			if (nameEnd == url.length() || url.charAt(nameEnd) != '=') {
				separator = nameEnd;
				continue;
			}
			int valueStart = nameEnd + 1;
			if (isSecret(url, nameStart, nameEnd)) {
				separator = next(url, valueStart, "&#");
				if (separator > valueStart) {
					redacted.replace(valueStart, separator, REDACTED);
				}
			}
			else {
				separator = next(url, valueStart, "?&;#");
			}
		}
	}

	private boolean isSecret(String url, int start, int end) {
		int escape = url.indexOf('%', start);
		if (escape >= 0 && escape < end) {
			return this.secretNames.contains(uniform(decoded(url.substring(start, end))));
		}
		return Arrays.binarySearch(this.secretHashes, hash(url, start, end)) >= 0
				&& this.secretNames.contains(uniform(url.substring(start, end)));
	}

	private static String decoded(String name) {
		try {
			return URLDecoder.decode(name, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return name;
		}
	}

	private static int next(String url, int from, String characters) {
		for (int i = from; i < url.length(); i++) {
			if (characters.indexOf(url.charAt(i)) >= 0) {
				return i;
			}
		}
		return url.length();
	}

	/**
	 * The form in which {@code api_key}, {@code api-key} and {@code apiKey} are one name.
	 */
	private static String uniform(String name) {
		StringBuilder uniform = new StringBuilder(name.length());
		for (int i = 0; i < name.length(); i++) {
			if (!isIgnored(name.charAt(i))) {
				uniform.append(Character.toLowerCase(name.charAt(i)));
			}
		}
		return uniform.toString();
	}

	private static int hash(String name) {
		return hash(name, 0, name.length());
	}

	/**
	 * A hash that is the same for all names with the same uniform form.
	 */
	private static int hash(String text, int start, int end) {
		int hash = 0;
		for (int i = start; i < end; i++) {
			if (!isIgnored(text.charAt(i))) {
				hash = 31 * hash + Character.toLowerCase(text.charAt(i));
			}
		}
		return hash;
	}

	private static boolean isIgnored(char character) {
		return character == '-' || character == '_' || character == '.';
	}

	/**
	 * The text with its replacements so far. Allocates nothing before the first.
	 */
	private static final class Redacted {

		private final String url;

		private @Nullable StringBuilder text;

		private int copied;

		Redacted(String url) {
			this.url = url;
		}

		void replace(int start, int end, String replacement) {
			if (this.text == null) {
				this.text = new StringBuilder(this.url.length() + replacement.length());
			}
			this.text.append(this.url, this.copied, start).append(replacement);
			this.copied = end;
		}

		@Override
		public String toString() {
			return (this.text != null) ? this.text.append(this.url, this.copied, this.url.length()).toString()
					: this.url;
		}

	}

}
