package io.github.tracingstarter.instrument.httpclient;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.instrument.http.HttpCall;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * A call with Apache HttpClient. The headers of the trace are added to the application's
 * request. A copy cannot be sent instead, because the application can abort its request.
 */
final class ApacheCall implements HttpCall {

	private final HttpRequest request;

	private final URI uri;

	private volatile @Nullable HttpResponse response;

	ApacheCall(@Nullable HttpHost target, HttpRequest request) throws URISyntaxException {
		this.request = request;
		this.uri = (request.getAuthority() == null && target != null)
				? new URI(target.toURI() + request.getRequestUri()) : request.getUri();
	}

	void answered(HttpResponse response) {
		this.response = response;
	}

	@Override
	public String method() {
		return this.request.getMethod();
	}

	@Override
	public URI uri() {
		return this.uri;
	}

	@Override
	public @Nullable String header(String name) {
		Header header = this.request.getFirstHeader(name);
		return (header != null) ? header.getValue() : null;
	}

	@Override
	public void setHeader(String name, String value) {
		this.request.setHeader(name, value);
	}

	@Override
	public int status() {
		HttpResponse received = this.response;
		return (received != null) ? received.getCode() : 0;
	}

	@Override
	public Map<String, List<String>> headers() {
		return headers(this.request);
	}

	@Override
	public Map<String, List<String>> responseHeaders() {
		HttpResponse received = this.response;
		return (received != null) ? headers(received) : Map.of();
	}

	private static Map<String, List<String>> headers(HttpMessage message) {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		for (Header header : message.getHeaders()) {
			headers.computeIfAbsent(header.getName(), (name) -> new ArrayList<>()).add(header.getValue());
		}
		return headers;
	}

}
