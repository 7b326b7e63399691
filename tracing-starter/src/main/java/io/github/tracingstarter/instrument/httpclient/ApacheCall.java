package io.github.tracingstarter.instrument.httpclient;

import java.net.URI;
import java.net.URISyntaxException;

import io.github.tracingstarter.instrument.http.HttpCall;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * A call with Apache HttpClient. The headers of the trace go into the request of the
 * application, which has to be the one that is sent, as it can be aborted.
 */
final class ApacheCall implements HttpCall {

	private final HttpRequest request;

	private final URI uri;

	private volatile int status;

	ApacheCall(@Nullable HttpHost target, HttpRequest request) throws URISyntaxException {
		this.request = request;
		this.uri = (request.getAuthority() == null && target != null)
				? new URI(target.toURI() + request.getRequestUri()) : request.getUri();
	}

	void answered(HttpResponse response) {
		this.status = response.getCode();
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
		return this.status;
	}

}
