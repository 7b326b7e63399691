package io.github.tracingstarter.instrument.httpclient;

import java.util.Set;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.http.HttpCallSpans;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Traces the asynchronous clients that the builders of Apache HttpClient create. Minimal
 * clients are left alone, because their classes are public and have more methods.
 */
final class ApacheAsyncTracer extends TwinTracer {

	static final String CLIENT = "org.apache.hc.client5.http.impl.async.InternalHttpAsyncClient";

	static final String HTTP2_CLIENT = "org.apache.hc.client5.http.impl.async.InternalH2AsyncClient";

	ApacheAsyncTracer(ObjectProvider<HttpCallSpans> spans) {
		super(Set.of(CLIENT, HTTP2_CLIENT), Set.of("org.apache.hc.client5.http.async.HttpAsyncClient",
				"org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient"), spans);
	}

	@Override
	public boolean isTraced(Object client) {
		return client instanceof TracedApacheAsyncClient;
	}

	@Override
	Object twin(Object client, Supplier<@Nullable HttpCallSpans> spans) {
		return new TracedApacheAsyncClient((CloseableHttpAsyncClient) client, spans);
	}

}
