package io.github.tracingstarter.instrument.restclient;

import java.io.IOException;
import java.net.URI;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Creates requests that are sent in a span. The request factory is the innermost part of
 * a client: it sees each request that is actually sent, after the application's
 * interceptors and once for each of their retries. An interceptor could also see them,
 * but a client with an interceptor buffers all request bodies in memory.
 */
final class TracedRequestFactory extends AbstractClientHttpRequestFactoryWrapper {

	private final Supplier<@Nullable ClientSpans> spans;

	TracedRequestFactory(ClientHttpRequestFactory requestFactory, Supplier<@Nullable ClientSpans> spans) {
		super(requestFactory);
		this.spans = spans;
	}

	@Override
	protected ClientHttpRequest createRequest(URI uri, HttpMethod httpMethod, ClientHttpRequestFactory requestFactory)
			throws IOException {
		return TracedRequest.of(requestFactory.createRequest(uri, httpMethod), this.spans);
	}

	/**
	 * Returns whether the requests of a factory are traced, by itself or by a factory
	 * that it wraps.
	 * @param requestFactory the factory
	 * @return true if so
	 */
	static boolean isTraced(@Nullable ClientHttpRequestFactory requestFactory) {
		ClientHttpRequestFactory candidate = requestFactory;
		while (candidate != null && !(candidate instanceof TracedRequestFactory)
				&& !RequestFactoryProxies.isProxy(candidate)) {
			candidate = (candidate instanceof AbstractClientHttpRequestFactoryWrapper wrapper) ? wrapper.getDelegate()
					: null;
		}
		return candidate != null;
	}

}
