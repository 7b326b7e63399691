package io.github.tracingstarter.ui.traces;

import java.util.List;
import java.util.Set;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * The command that repeats a request, as far as the span describes it: without its body,
 * cookies and credentials. The URL is in single quotes, within which a shell interprets
 * nothing.
 */
final class Curl {

	private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

	private static final AttributeKey<List<String>> CONTENT_TYPE = AttributeKey
		.stringArrayKey("http.request.header.content-type");

	private static final String SAFE_METHOD = "[A-Za-z][A-Za-z-]*";

	private Curl() {
	}

	static @Nullable String of(StoredSpan span) {
		Attributes attributes = span.attributes();
		String path = attributes.get(SpanKeys.PATH);
		String host = attributes.get(SpanKeys.ADDRESS);
		if (span.kind() != SpanKind.SERVER || path == null || host == null) {
			return null;
		}
		String method = attributes.get(SpanKeys.ORIGINAL_METHOD);
		method = (method != null) ? method : attributes.get(SpanKeys.METHOD);
		StringBuilder command = new StringBuilder("curl ");
		// A text that is not an HTTP method may be an option of curl.
		if (method != null && !method.equals("GET") && method.matches(SAFE_METHOD)) {
			command.append(method.equals("HEAD") ? "-I " : "-X " + method + ' ');
			if (WITH_BODY.contains(method)) {
				command.append("-H ").append(quoted("Content-Type: " + contentType(attributes))).append(' ');
			}
		}
		String url = url(attributes, host, path);
		if (url.matches("(?s).*[\\[\\]{}].*")) {
			// Otherwise curl interprets brackets as a pattern.
			command.append("-g ");
		}
		return command.append(quoted(url)).toString();
	}

	/**
	 * Returns the content type. The body is not recorded, and its type only if the header
	 * is. Most bodies are JSON.
	 */
	private static String contentType(Attributes attributes) {
		List<String> recorded = attributes.get(CONTENT_TYPE);
		return (recorded != null && !recorded.isEmpty()) ? recorded.get(0) : "application/json";
	}

	private static String url(Attributes attributes, String host, String path) {
		String scheme = attributes.get(SpanKeys.SCHEME);
		Long port = attributes.get(SpanKeys.PORT);
		String query = attributes.get(SpanKeys.QUERY);
		StringBuilder url = new StringBuilder();
		url.append("https".equals(scheme) ? "https" : "http").append("://");
		url.append((host.indexOf(':') >= 0 && !host.startsWith("[")) ? '[' + host + ']' : host);
		if (port != null && port != ("https".equals(scheme) ? 443 : 80)) {
			url.append(':').append(port);
		}
		url.append(path.startsWith("/") ? path : '/' + path);
		if (query != null && !query.isEmpty()) {
			url.append('?').append(query);
		}
		return url.toString();
	}

	/**
	 * Quotes a text. Control characters are omitted, because a terminal would interpret
	 * them when the command is pasted.
	 */
	private static String quoted(String text) {
		return '\'' + text.replaceAll("\\p{Cntrl}", "").replace("'", "'\\''") + '\'';
	}

}
