package io.github.tracingstarter.instrument.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.instrument.Instrumenter;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Presents a call of any client to the application's customizers, which use Spring's
 * types.
 */
public final class CustomizedCall {

	private CustomizedCall() {
	}

	/**
	 * Makes an instrumenter call the customizers. Spring's types are loaded only if there
	 * are customizers.
	 */
	static <C extends HttpCall> Instrumenter<C> customize(Instrumenter<C> instrumenter,
			List<ClientSpanCustomizer> customizers) {
		return instrumenter.with(customizers, CustomizedCall::request, CustomizedCall::response);
	}

	/**
	 * A call as customizers see it.
	 * @param call the call
	 * @return its request
	 */
	public static HttpRequest request(HttpCall call) {
		return request(HttpMethod.valueOf(call.method()), call.uri(), headers(call.headers()), Map.of());
	}

	/**
	 * The response to a call as customizers see it.
	 * @param call the call
	 * @return its response, or null if there is none
	 */
	public static @Nullable ClientHttpResponse response(HttpCall call) {
		try {
			int status = call.status();
			return (status > 0) ? response(HttpStatusCode.valueOf(status), headers(call.responseHeaders())) : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static HttpHeaders headers(Map<String, List<String>> values) {
		HttpHeaders headers = new HttpHeaders();
		values.forEach(headers::addAll);
		return headers;
	}

	/**
	 * Creates a request for customizers.
	 * @param method its method
	 * @param uri its URL
	 * @param headers its headers
	 * @param attributes its attributes
	 * @return the request
	 */
	public static HttpRequest request(HttpMethod method, URI uri, HttpHeaders headers, Map<String, Object> attributes) {
		return new Request(method, uri, HttpHeaders.readOnlyHttpHeaders(headers), attributes);
	}

	/**
	 * Creates a response for customizers, without a body.
	 * @param status its status
	 * @param headers its headers
	 * @return the response
	 */
	public static ClientHttpResponse response(HttpStatusCode status, HttpHeaders headers) {
		return new Response(status, HttpHeaders.readOnlyHttpHeaders(headers));
	}

	private record Request(HttpMethod method, URI uri, HttpHeaders headers,
			Map<String, Object> attributes) implements HttpRequest {

		@Override
		public HttpMethod getMethod() {
			return this.method;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public Map<String, Object> getAttributes() {
			return this.attributes;
		}

	}

	private record Response(HttpStatusCode status, HttpHeaders headers) implements ClientHttpResponse {

		@Override
		public HttpStatusCode getStatusCode() {
			return this.status;
		}

		@Override
		public String getStatusText() {
			HttpStatus known = HttpStatus.resolve(this.status.value());
			return (known != null) ? known.getReasonPhrase() : "";
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public InputStream getBody() {
			return InputStream.nullInputStream();
		}

		@Override
		public void close() {
			// Does nothing, because the response belongs to the application.
		}

	}

}
