package io.github.tracingstarter.sampling.rules;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A span that is matched with rules. Values that many rules need are looked up once.
 */
final class Subject {

	private static final AttributeKey<String> PEER_SERVICE = AttributeKey.stringKey("peer.service");

	private static final AttributeKey<String> SERVICE_PEER_NAME = AttributeKey.stringKey("service.peer.name");

	private final SpanKind kind;

	private final String name;

	private final Attributes attributes;

	private final String contextPath;

	private final @Nullable RequestHeaders headers;

	private final @Nullable String instrumentation;

	private final boolean ended;

	private @Nullable String method;

	private @Nullable String path;

	private @Nullable String route;

	private Subject(SpanKind kind, String name, Attributes attributes, String contextPath,
			@Nullable RequestHeaders headers, @Nullable String instrumentation, boolean ended) {
		this.kind = kind;
		this.name = name;
		this.attributes = attributes;
		this.contextPath = contextPath;
		this.headers = headers;
		this.instrumentation = instrumentation;
		this.ended = ended;
	}

	static Subject starting(SpanKind kind, String name, Attributes attributes, String contextPath,
			@Nullable RequestHeaders headers, @Nullable String instrumentation) {
		return new Subject(kind, name, attributes, contextPath, headers, instrumentation, false);
	}

	static Subject ended(SpanKind kind, String name, Attributes attributes, String contextPath,
			@Nullable String instrumentation) {
		return new Subject(kind, name, attributes, contextPath, null, instrumentation, true);
	}

	SpanKind kind() {
		return this.kind;
	}

	String name() {
		return this.name;
	}

	Attributes attributes() {
		return this.attributes;
	}

	boolean hasEnded() {
		return this.ended;
	}

	@Nullable String instrumentation() {
		return this.instrumentation;
	}

	@Nullable String header(String name) {
		return (this.headers != null) ? this.headers.get(name) : null;
	}

	/**
	 * Returns the method of the request, or an empty string.
	 */
	String method() {
		String method = this.method;
		if (method == null) {
			method = this.attributes.get(HttpAttributes.HTTP_REQUEST_METHOD_ORIGINAL);
			method = (method != null) ? method : orEmpty(this.attributes.get(HttpAttributes.HTTP_REQUEST_METHOD));
			this.method = method;
		}
		return method;
	}

	/**
	 * Returns the path of the request without the context path, or an empty string.
	 */
	String path() {
		String path = this.path;
		if (path == null) {
			path = (this.kind == SpanKind.CLIENT) ? pathOf(this.attributes.get(UrlAttributes.URL_FULL))
					: withoutContext(this.attributes.get(UrlAttributes.URL_PATH));
			this.path = path;
		}
		return path;
	}

	/**
	 * Returns the matched route, or an empty string.
	 */
	String route() {
		String route = this.route;
		if (route == null) {
			route = withoutContext(this.attributes.get(HttpAttributes.HTTP_ROUTE));
			this.route = route;
		}
		return route;
	}

	String host() {
		return orEmpty(this.attributes.get(ServerAttributes.SERVER_ADDRESS));
	}

	boolean isFor(Glob service) {
		return matches(service, this.attributes.get(PEER_SERVICE))
				|| matches(service, this.attributes.get(SERVICE_PEER_NAME)) || matches(service, host());
	}

	private static boolean matches(Glob glob, @Nullable String text) {
		return text != null && glob.matches(text);
	}

	private String withoutContext(@Nullable String path) {
		if (path == null) {
			return "";
		}
		int length = this.contextPath.length();
		return (length > 0 && path.startsWith(this.contextPath)
				&& (path.length() == length || path.charAt(length) == '/')) ? path.substring(length) : path;
	}

	private static String pathOf(@Nullable String url) {
		int host = (url != null) ? url.indexOf("://") : -1;
		if (url == null || host < 0) {
			return "";
		}
		int start = url.indexOf('/', host + 3);
		if (start < 0) {
			return "/";
		}
		int end = start;
		while (end < url.length() && url.charAt(end) != '?' && url.charAt(end) != '#') {
			end++;
		}
		return url.substring(start, end);
	}

	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

}
