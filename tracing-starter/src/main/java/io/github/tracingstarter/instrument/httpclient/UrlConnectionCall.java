package io.github.tracingstarter.instrument.httpclient;

import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.instrument.http.HttpCall;
import org.jspecify.annotations.Nullable;

/**
 * A call with the JDK's URL connection. The headers of the request are its properties.
 */
final class UrlConnectionCall implements HttpCall {

	/**
	 * A weak reference, because the application holds the connection and may abandon a
	 * call before it ends.
	 */
	private final WeakReference<HttpURLConnection> connection;

	private final String method;

	private final URI uri;

	private int status;

	UrlConnectionCall(HttpURLConnection connection, String method) throws URISyntaxException {
		this.connection = new WeakReference<>(connection);
		this.method = method;
		this.uri = uri(connection.getURL());
	}

	/** Converts a URL, which may contain characters that a URI does not allow. */
	private static URI uri(URL url) throws URISyntaxException {
		try {
			return url.toURI();
		}
		catch (URISyntaxException ex) {
			return new URI(url.getProtocol(), null, url.getHost(), url.getPort(), url.getPath(), url.getQuery(), null);
		}
	}

	void answered(int status) {
		this.status = status;
	}

	@Override
	public String method() {
		return this.method;
	}

	@Override
	public URI uri() {
		return this.uri;
	}

	@Override
	public @Nullable String header(String name) {
		HttpURLConnection known = this.connection.get();
		return (known != null) ? known.getRequestProperty(name) : null;
	}

	@Override
	public void setHeader(String name, String value) {
		HttpURLConnection known = this.connection.get();
		if (known != null) {
			known.setRequestProperty(name, value);
		}
	}

	@Override
	public int status() {
		return this.status;
	}

	@Override
	public @Nullable List<String> requestHeader(String name) {
		String value = header(name);
		return (value != null) ? List.of(value) : null;
	}

	@Override
	public Map<String, List<String>> responseHeaders() {
		HttpURLConnection known = this.connection.get();
		return (known != null && this.status > 0) ? named(known.getHeaderFields()) : Map.of();
	}

	/** Omits the status line, which has no name. */
	private static Map<String, List<String>> named(Map<String, List<String>> fields) {
		Map<String, List<String>> headers = new LinkedHashMap<>(fields);
		headers.remove(null);
		return headers;
	}

}
