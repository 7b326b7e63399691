package io.github.tracingstarter.instrument.feign;

import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import feign.Request;
import feign.RequestTemplate;
import feign.Response;
import io.github.tracingstarter.instrument.http.HttpCall;
import org.jspecify.annotations.Nullable;

/**
 * A call with OpenFeign. The headers of the trace are added to a copy of the request.
 */
final class FeignCall implements HttpCall {

	private final Request original;

	private final URI uri;

	private @Nullable Map<String, Collection<String>> headers;

	private @Nullable Response response;

	private FeignCall(Request original) {
		this.original = original;
		this.uri = URI.create(original.url());
	}

	/**
	 * Describes a call.
	 * @param request the request
	 * @return the call, or null if its URL is invalid, which the client reports
	 */
	static @Nullable FeignCall of(Request request) {
		try {
			return new FeignCall(request);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Returns the request with the headers of the trace.
	 */
	Request request() {
		return (this.headers == null) ? this.original : Request.create(this.original.httpMethod(), this.original.url(),
				this.headers, this.original.body(), this.original.charset(), this.original.requestTemplate());
	}

	void answered(Response response) {
		this.response = response;
	}

	@Override
	public String method() {
		return this.original.httpMethod().name();
	}

	@Override
	public URI uri() {
		return this.uri;
	}

	@Override
	public @Nullable String template() {
		RequestTemplate template = this.original.requestTemplate();
		if (template == null || template.methodMetadata() == null) {
			return null;
		}
		String path = template.methodMetadata().template().path();
		return (path.indexOf('{') >= 0) ? path : null;
	}

	@Override
	public @Nullable String header(String name) {
		Collection<String> values = this.original.headers().get(name);
		return (values != null && !values.isEmpty()) ? values.iterator().next() : null;
	}

	@Override
	public void setHeader(String name, String value) {
		Map<String, Collection<String>> copy = this.headers;
		if (copy == null) {
			copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			copy.putAll(this.original.headers());
			this.headers = copy;
		}
		copy.put(name, List.of(value));
	}

	@Override
	public int status() {
		return (this.response != null) ? this.response.status() : 0;
	}

	@Override
	public Map<String, List<String>> headers() {
		return lists(this.original.headers());
	}

	@Override
	public Map<String, List<String>> responseHeaders() {
		return (this.response != null) ? lists(this.response.headers()) : Map.of();
	}

	private static Map<String, List<String>> lists(Map<String, Collection<String>> headers) {
		Map<String, List<String>> lists = new LinkedHashMap<>();
		headers.forEach((name, values) -> lists.put(name, List.copyOf(values)));
		return lists;
	}

}
