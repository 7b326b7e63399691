package io.github.tracingstarter.redaction;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Removes credentials from a URL before it becomes an attribute: the user and password,
 * and the values of query and path parameters with the name of a secret, in the URL
 * itself and in URLs within its values.
 */
public final class UrlRedaction {

	private static final String REDACTED = "REDACTED";

	private static final String REDACTED_USER_INFO = "REDACTED:REDACTED";

	private static final String SCHEME_END = "://";

	/** A URL within a URL within a URL; anything deeper is not shown. */
	private static final int MAX_DEPTH = 3;

	/**
	 * The limit of the search for the end of user and password, so that a long text with
	 * many URLs is not scanned again for each of them.
	 */
	private static final int LONGEST_USER_INFO = 8192;

	/** The punctuation that follows a URL in a sentence and is not part of it. */
	private static final String CLOSING = "\"'`>)]}:;,.!?";

	/**
	 * The part of the message of {@link java.net.URISyntaxException} that precedes the
	 * invalid text, which may contain spaces.
	 */
	private static final Pattern MALFORMED = Pattern.compile(" at index \\d+: ");

	private static final String ORACLE = "jdbc:oracle:";

	private final SecretNames secretNames;

	UrlRedaction(Collection<String> secretNames) {
		this.secretNames = new SecretNames(secretNames);
	}

	/**
	 * Returns a URL without credentials.
	 * @param uri the called URL
	 * @return the redacted URL, or the same text if there is nothing to hide
	 */
	public String redact(URI uri) {
		return redactUrl(uri.toString());
	}

	/**
	 * Returns a URL without credentials, however it is written.
	 * @param url the URL, absolute or relative
	 * @return the redacted URL, or the same text if there is nothing to hide
	 */
	public String redactUrl(String url) {
		Redacted redacted = new Redacted(url);
		redactUrl(url, 0, url.length(), redacted, 0);
		return redacted.toString();
	}

	/**
	 * Returns a query without credentials.
	 * @param query the query as it was sent, without the question mark
	 * @return the redacted query, or the same text if there is nothing to hide
	 */
	public String redactQuery(String query) {
		Redacted redacted = new Redacted(query);
		redactParameters(query, -1, query.length(), redacted, 0);
		return redacted.toString();
	}

	/**
	 * Returns a path without the credentials in path parameters, as in
	 * {@code /orders;jsessionid=1A2B}.
	 * @param path the path as it was sent
	 * @return the redacted path, or the same text if there is nothing to hide
	 */
	public String redactPath(String path) {
		if (path.indexOf(';') < 0 && path.indexOf('%') < 0 && path.indexOf('@') < 0) {
			return path;
		}
		Redacted redacted = new Redacted(path);
		redactPath(path, 0, path.length(), redacted, 0);
		return redacted.toString();
	}

	/**
	 * Returns a text, such as the message of an exception, without the credentials of the
	 * URLs in it.
	 * @param text any text
	 * @return the redacted text, or the same text if there is nothing to hide
	 */
	public String redactText(String text) {
		if (text.indexOf('=') < 0 && !text.contains(SCHEME_END) && !text.contains(ORACLE)) {
			return text;
		}
		Redacted redacted = new Redacted(text);
		Matcher malformed = MALFORMED.matcher(text);
		int malformedStart = malformed.find() ? malformed.end() : text.length();
		int start = 0;
		while (start < text.length()) {
			int end;
			if (start >= malformedStart) {
				end = next(text, start, text.length(), "\r\n");
				malformedStart = malformed.find() ? malformed.end() : text.length();
			}
			else {
				end = wordEnd(text, start);
			}
			redactWord(text, start, end, redacted);
			start = end + 1;
		}
		return redacted.toString();
	}

	private void redactWord(String text, int start, int wordEnd, Redacted redacted) {
		int end = wordEnd;
		while (end > start && CLOSING.indexOf(text.charAt(end - 1)) >= 0) {
			end--;
		}
		int oracle = indexOf(text, ORACLE, start, end);
		if (oracle >= 0) {
			redactUrl(text, oracle, end, redacted, 0);
		}
		else if (indexOf(text, SCHEME_END, start, end) >= 0) {
			redactUrl(text, start, end, redacted, 0);
		}
		else if (indexOf(text, "=", start, end) >= 0) {
			int separator = next(text, start, end, "?&;");
			if (separator < end && text.charAt(separator) == '&') {
				// The body of a form.
				redactParameters(text, start - 1, end, redacted, 0);
			}
			else if (separator < end) {
				redactUrl(text, start, end, redacted, 0);
			}
		}
	}

	private void redactUrl(String url, int start, int end, Redacted redacted, int depth) {
		int pathStart = start;
		int slashes = indexOf(url, "//", start, next(url, start, end, "?#"));
		if (url.startsWith(ORACLE, start)) {
			pathStart = redactOracleUser(url, start + ORACLE.length(), end, redacted);
		}
		else if (slashes >= 0 && (slashes == start || url.charAt(slashes - 1) == ':')) {
			pathStart = redactUserInfo(url, slashes + 2, end, redacted);
		}
		int queryStart = next(url, pathStart, end, "?#");
		if (next(url, pathStart, queryStart, ";%@") < queryStart) {
			redactPath(url, pathStart, queryStart, redacted, depth);
		}
		redactParameters(url, queryStart, end, redacted, depth);
	}

	/**
	 * Removes the user and password.
	 * @return the index at which to continue
	 */
	private static int redactUserInfo(String url, int start, int end, Redacted redacted) {
		int authorityEnd = next(url, start, end, "/?#");
		int at = lastIndexOf(url, '@', start, authorityEnd);
		if (at < 0 && authorityEnd < end && hasPassword(url, start, authorityEnd)) {
			// Not encoded correctly: it contains a character that ends an authority.
			at = lastIndexOf(url, '@', start, Math.min(end, start + LONGEST_USER_INFO));
		}
		if (at < 0) {
			return start;
		}
		redacted.replace(start, at, REDACTED_USER_INFO);
		return at;
	}

	/**
	 * Removes the user from {@code jdbc:oracle:thin:scott/tiger@//host:1521/shop}.
	 */
	private static int redactOracleUser(String url, int start, int end, Redacted redacted) {
		int userStart = indexOf(url, ":", start, end) + 1;
		int at = indexOf(url, "@", start, end);
		if (userStart == 0 || at <= userStart) {
			return start;
		}
		redacted.replace(userStart, at, REDACTED_USER_INFO);
		return at;
	}

	/**
	 * Returns whether a colon is followed by something other than a port.
	 */
	private static boolean hasPassword(String url, int start, int end) {
		int host = start;
		while (host < end) {
			int hostEnd = (url.charAt(host) == '[') ? next(url, host, end, "]") : host;
			int portStart = next(url, hostEnd, end, ":,");
			int index = Math.min(portStart + 1, end);
			while (index < end && Character.isDigit(url.charAt(index))) {
				index++;
			}
			if (portStart < end && url.charAt(portStart) == ':' && index < end && url.charAt(index) != ',') {
				return true;
			}
			host = (portStart < end && url.charAt(portStart) == ',') ? portStart + 1 : index + 1;
		}
		return false;
	}

	/**
	 * Redacts one path segment and path parameter after another. The value of a parameter
	 * ends with the parameter, which ends with its segment.
	 */
	private void redactPath(String url, int pathStart, int pathEnd, Redacted redacted, int depth) {
		int start = pathStart;
		while (start < pathEnd) {
			if (start > pathStart && url.startsWith(SCHEME_END, start - 3)) {
				start = redactUserInfo(url, start, pathEnd, redacted);
			}
			int end = next(url, start, pathEnd, ";/");
			int nameEnd = (start > 0 && url.charAt(start - 1) == ';') ? indexOf(url, "=", start, end) : -1;
			if (nameEnd >= 0 && nameEnd + 1 < end && this.secretNames.contain(url, start, nameEnd)) {
				redacted.replace(nameEnd + 1, end, REDACTED);
			}
			else {
				redactEncoded(url, Math.max(start, nameEnd + 1), end, redacted, depth);
			}
			start = end + 1;
		}
	}

	/**
	 * Redacts one parameter after another. Separators are interpreted broadly, so that a
	 * secret is found after a second question mark or in the fragment. A secret value
	 * ends only at the next {@code &} or {@code #}, so that no part of it is left.
	 */
	private void redactParameters(String url, int firstSeparator, int end, Redacted redacted, int depth) {
		int separator = firstSeparator;
		while (separator < end) {
			int nameStart = separator + 1;
			int nameEnd = next(url, nameStart, end, "=?&;#");
			boolean named = nameEnd < end && url.charAt(nameEnd) == '=';
			int valueStart = named ? nameEnd + 1 : nameStart;
			if (named && this.secretNames.contain(url, nameStart, nameEnd)) {
				separator = next(url, valueStart, end, "&#");
				if (separator > valueStart) {
					redacted.replace(valueStart, separator, REDACTED);
				}
			}
			else {
				separator = named ? next(url, valueStart, end, "?&;#") : nameEnd;
				// Nearly all parameters are neither a URL nor encoded.
				if (next(url, nameStart, separator, ":%") < separator) {
					separator = redactValue(url, nameStart, valueStart, separator, end, redacted, depth);
				}
			}
		}
	}

	/**
	 * Looks for a URL in a parameter.
	 * @return the separator from which to continue
	 */
	private int redactValue(String url, int nameStart, int valueStart, int separator, int end, Redacted redacted,
			int depth) {
		int scheme = indexOf(url, SCHEME_END, nameStart, separator);
		if (scheme >= 0) {
			int authority = scheme + SCHEME_END.length();
			int most = Math.min(end, authority + LONGEST_USER_INFO);
			int at = redactUserInfo(url, authority, next(url, authority, most, "&"), redacted);
			return next(url, at, end, "?&;#");
		}
		redactEncoded(url, valueStart, separator, redacted, depth);
		return separator;
	}

	/**
	 * Redacts a percent-encoded value, such as a URL within a URL. It is rewritten only
	 * if it contains something to hide.
	 */
	private void redactEncoded(String url, int start, int end, Redacted redacted, int depth) {
		if (!mayHoldParameters(url, start, end)) {
			return;
		}
		if (depth == MAX_DEPTH) {
			redacted.replace(start, end, REDACTED);
			return;
		}
		String value;
		try {
			value = URLDecoder.decode(url.substring(start, end), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			redacted.replace(start, end, REDACTED);
			return;
		}
		Redacted inner = new Redacted(value);
		if (value.contains(SCHEME_END) || value.indexOf('?') >= 0) {
			redactUrl(value, 0, value.length(), inner, depth + 1);
		}
		else {
			redactParameters(value, -1, value.length(), inner, depth + 1);
		}
		if (inner.isChanged()) {
			redacted.replace(start, end, URLEncoder.encode(inner.toString(), StandardCharsets.UTF_8));
		}
	}

	/**
	 * Returns whether there is an encoded {@code =}, {@code @} or percent sign.
	 */
	private static boolean mayHoldParameters(String url, int start, int end) {
		int escape = indexOf(url, "%", start, end);
		while (escape >= 0 && escape + 2 < end) {
			char high = url.charAt(escape + 1);
			char low = url.charAt(escape + 2);
			if ((high == '3' && (low == 'D' || low == 'd')) || (high == '4' && low == '0')
					|| (high == '2' && low == '5')) {
				return true;
			}
			escape = indexOf(url, "%", escape + 1, end);
		}
		return false;
	}

	private static int wordEnd(String text, int from) {
		int index = from;
		while (index < text.length() && !Character.isWhitespace(text.charAt(index))) {
			index++;
		}
		return index;
	}

	private static int next(String url, int from, int end, String characters) {
		for (int i = from; i < end; i++) {
			char character = url.charAt(i);
			// A loop is faster than String.indexOf for so few characters.
			for (int j = 0; j < characters.length(); j++) {
				if (characters.charAt(j) == character) {
					return i;
				}
			}
		}
		return end;
	}

	/**
	 * Searches no further than necessary, unlike {@link String#indexOf(String, int)}.
	 */
	private static int indexOf(String text, String part, int from, int end) {
		char first = part.charAt(0);
		for (int i = from; i <= end - part.length(); i++) {
			if (text.charAt(i) == first && text.startsWith(part, i)) {
				return i;
			}
		}
		return -1;
	}

	private static int lastIndexOf(String text, char character, int from, int end) {
		int index = end - 1;
		while (index >= from && text.charAt(index) != character) {
			index--;
		}
		return (index >= from) ? index : -1;
	}

	/**
	 * The text with its replacements so far. Allocates nothing before the first one.
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

		boolean isChanged() {
			return this.text != null;
		}

		@Override
		public String toString() {
			return (this.text != null) ? this.text.append(this.url, this.copied, this.url.length()).toString()
					: this.url;
		}

	}

}
