package io.github.tracingstarter.instrument.restclient;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.http.HttpCall;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A request that is sent in a span. Everything else is delegated to the original request.
 */
class TracedRequest implements ClientHttpRequest, HttpCall {

	private final ClientHttpRequest request;

	private final Supplier<@Nullable ClientSpans> spans;

	private @Nullable ClientHttpResponse response;

	TracedRequest(ClientHttpRequest request, Supplier<@Nullable ClientSpans> spans) {
		this.request = request;
		this.spans = spans;
	}

	/**
	 * Wraps a request, keeping its ability to stream the body.
	 * @param request the request
	 * @param spans supplies the spans, or null while they are not available
	 * @return the wrapped request, or the request itself if it is already wrapped
	 */
	static ClientHttpRequest of(ClientHttpRequest request, Supplier<@Nullable ClientSpans> spans) {
		if (request instanceof TracedRequest) {
			return request;
		}
		return (request instanceof StreamingHttpOutputMessage message) ? new Streaming(request, message, spans)
				: new TracedRequest(request, spans);
	}

	@Override
	public ClientHttpResponse execute() throws IOException {
		ClientSpans tracing = this.spans.get();
		return (tracing != null) ? tracing.execute(this) : this.request.execute();
	}

	/**
	 * Sends the request itself.
	 */
	ClientHttpResponse send() throws IOException {
		ClientHttpResponse received = this.request.execute();
		this.response = received;
		return received;
	}

	/**
	 * Returns the response, or null if there is none yet.
	 */
	@Nullable ClientHttpResponse response() {
		return this.response;
	}

	@Override
	public int status() throws IOException {
		ClientHttpResponse received = this.response;
		return (received != null) ? received.getStatusCode().value() : 0;
	}

	@Override
	public String method() {
		return getMethod().name();
	}

	@Override
	public URI uri() {
		return getURI();
	}

	@Override
	public @Nullable String template() {
		return UriTemplate.of(this);
	}

	@Override
	public @Nullable String header(String name) {
		return getHeaders().getFirst(name);
	}

	@Override
	public @Nullable List<String> requestHeader(String name) {
		return getHeaders().get(name);
	}

	@Override
	public @Nullable List<String> responseHeader(String name) {
		ClientHttpResponse received = this.response;
		return (received != null) ? received.getHeaders().get(name) : null;
	}

	/**
	 * Replaces a header that the application copied from the request it serves, because
	 * with two parents the called service would start a new trace.
	 */
	@Override
	public void setHeader(String name, String value) {
		getHeaders().set(name, value);
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

	@Override
	public OutputStream getBody() throws IOException {
		return this.request.getBody();
	}

	@Override
	public String toString() {
		return this.request.toString();
	}

	private static final class Streaming extends TracedRequest implements StreamingHttpOutputMessage {

		private final StreamingHttpOutputMessage message;

		Streaming(ClientHttpRequest request, StreamingHttpOutputMessage message,
				Supplier<@Nullable ClientSpans> spans) {
			super(request, spans);
			this.message = message;
		}

		@Override
		public void setBody(Body body) {
			this.message.setBody(body);
		}

		@Override
		public void setBody(byte[] body) throws IOException {
			this.message.setBody(body);
		}

	}

}
