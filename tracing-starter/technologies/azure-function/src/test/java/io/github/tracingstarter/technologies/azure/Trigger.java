package io.github.tracingstarter.technologies.azure;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.HttpStatusType;

/**
 * What the host sends to the worker to have a function called.
 */
final class Trigger {

	private final String function;

	private final Map<String, Object> inputs = new HashMap<>();

	private final Map<String, String> metadata = new HashMap<>();

	private String traceParent = "";

	private String traceState = "";

	private Trigger(String function) {
		this.function = function;
	}

	/**
	 * A request.
	 */
	static Trigger http(String function, String parameter, HttpMethod method, String url, Map<String, String> headers) {
		Trigger trigger = new Trigger(function);
		trigger.inputs.put(parameter, new Request(method, URI.create(url), headers));
		return trigger;
	}

	/**
	 * Anything that is a text: a message, the state of a timer, or JSON.
	 */
	static Trigger text(String function, String parameter, String text) {
		Trigger trigger = new Trigger(function);
		trigger.inputs.put(parameter, text);
		return trigger;
	}

	/**
	 * Adds metadata.
	 * @param json a text in JSON, with its quotes
	 */
	Trigger metadata(String name, String json) {
		this.metadata.put(name, json);
		return this;
	}

	/**
	 * Adds the context of the host.
	 */
	Trigger host(String traceParent, String traceState) {
		this.traceParent = traceParent;
		this.traceState = traceState;
		return this;
	}

	String function() {
		return this.function;
	}

	Map<String, Object> inputs() {
		return this.inputs;
	}

	Map<String, String> metadata() {
		return this.metadata;
	}

	String traceParent() {
		return this.traceParent;
	}

	String traceState() {
		return this.traceState;
	}

	private record Request(HttpMethod method, URI uri,
			Map<String, String> headers) implements HttpRequestMessage<Optional<String>> {

		@Override
		public URI getUri() {
			return this.uri;
		}

		@Override
		public HttpMethod getHttpMethod() {
			return this.method;
		}

		@Override
		public Map<String, String> getHeaders() {
			return this.headers;
		}

		@Override
		public Map<String, String> getQueryParameters() {
			return Map.of();
		}

		@Override
		public Optional<String> getBody() {
			return Optional.empty();
		}

		@Override
		public HttpResponseMessage.Builder createResponseBuilder(HttpStatus status) {
			return new Response(status);
		}

		@Override
		public HttpResponseMessage.Builder createResponseBuilder(HttpStatusType status) {
			return new Response(status);
		}

	}

	private static final class Response implements HttpResponseMessage, HttpResponseMessage.Builder {

		private HttpStatusType status;

		private Object body;

		private final Map<String, String> headers = new HashMap<>();

		Response(HttpStatusType status) {
			this.status = status;
		}

		@Override
		public Builder status(HttpStatusType status) {
			this.status = status;
			return this;
		}

		@Override
		public Builder header(String key, String value) {
			this.headers.put(key, value);
			return this;
		}

		@Override
		public Builder body(Object body) {
			this.body = body;
			return this;
		}

		@Override
		public HttpResponseMessage build() {
			return this;
		}

		@Override
		public HttpStatusType getStatus() {
			return this.status;
		}

		@Override
		public String getHeader(String key) {
			return this.headers.get(key);
		}

		@Override
		public Object getBody() {
			return this.body;
		}

	}

}
