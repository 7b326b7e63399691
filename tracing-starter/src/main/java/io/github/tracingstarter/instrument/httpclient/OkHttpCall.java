package io.github.tracingstarter.instrument.httpclient;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.instrument.http.HttpCall;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A call with OkHttp. A request cannot be changed, so the headers of the trace are added
 * to a copy.
 */
final class OkHttpCall implements HttpCall {

	private final Request original;

	private Request.@Nullable Builder copy;

	private @Nullable Response response;

	OkHttpCall(Request original) {
		this.original = original;
	}

	/**
	 * Returns the request with the headers of the trace.
	 */
	Request request() {
		return (this.copy != null) ? this.copy.build() : this.original;
	}

	void answered(Response response) {
		this.response = response;
	}

	@Override
	public String method() {
		return this.original.method();
	}

	@Override
	public URI uri() {
		return this.original.url().uri();
	}

	@Override
	public @Nullable String header(String name) {
		return this.original.header(name);
	}

	@Override
	public void setHeader(String name, String value) {
		Request.Builder builder = (this.copy != null) ? this.copy : this.original.newBuilder();
		this.copy = builder.header(name, value);
	}

	@Override
	public int status() {
		return (this.response != null) ? this.response.code() : 0;
	}

	@Override
	public Map<String, List<String>> headers() {
		return this.original.headers().toMultimap();
	}

	@Override
	public Map<String, List<String>> responseHeaders() {
		return (this.response != null) ? this.response.headers().toMultimap() : Map.of();
	}

}
