package io.github.tracingstarter.instrument.restclient;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A request class of the application, which does something before it is sent.
 */
class HookedRequest implements ClientHttpRequest {

	private final ClientHttpRequest request;

	private final Runnable hook;

	HookedRequest(ClientHttpRequest request, Runnable hook) {
		this.request = request;
		this.hook = hook;
	}

	@Override
	public ClientHttpResponse execute() throws IOException {
		this.hook.run();
		return this.request.execute();
	}

	@Override
	public OutputStream getBody() throws IOException {
		return this.request.getBody();
	}

	@Override
	public HttpMethod getMethod() {
		return this.request.getMethod();
	}

	@Override
	public URI getURI() {
		return this.request.getURI();
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.request.getAttributes();
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.request.getHeaders();
	}

}
