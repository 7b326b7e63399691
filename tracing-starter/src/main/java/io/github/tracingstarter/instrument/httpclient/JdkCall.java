package io.github.tracingstarter.instrument.httpclient;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.tracingstarter.instrument.http.HttpCall;
import org.jspecify.annotations.Nullable;

/**
 * A call with the JDK's client. A request cannot be changed, so the headers of the trace
 * are added to a copy.
 */
final class JdkCall implements HttpCall {

	private final HttpRequest original;

	private final Map<String, String> added = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private volatile @Nullable HttpResponse<?> response;

	JdkCall(HttpRequest original) {
		this.original = original;
	}

	/**
	 * Returns the request with the headers of the trace.
	 */
	HttpRequest request() {
		if (this.added.isEmpty()) {
			return this.original;
		}
		HttpRequest.Builder copy = HttpRequest.newBuilder(this.original,
				(name, value) -> !this.added.containsKey(name));
		this.added.forEach(copy::header);
		return copy.build();
	}

	void answered(HttpResponse<?> response) {
		this.response = response;
	}

	@Override
	public String method() {
		return this.original.method();
	}

	@Override
	public URI uri() {
		return this.original.uri();
	}

	@Override
	public @Nullable String header(String name) {
		return this.original.headers().firstValue(name).orElse(null);
	}

	@Override
	public void setHeader(String name, String value) {
		this.added.put(name, value);
	}

	@Override
	public int status() {
		HttpResponse<?> received = this.response;
		return (received != null) ? received.statusCode() : 0;
	}

	@Override
	public Map<String, List<String>> headers() {
		return this.original.headers().map();
	}

	@Override
	public Map<String, List<String>> responseHeaders() {
		HttpResponse<?> received = this.response;
		return (received != null) ? received.headers().map() : Map.of();
	}

}
