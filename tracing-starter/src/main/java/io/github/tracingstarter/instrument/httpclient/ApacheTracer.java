package io.github.tracingstarter.instrument.httpclient;

import java.util.Set;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.http.HttpCallSpans;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Traces the clients that the builder of Apache HttpClient creates.
 */
final class ApacheTracer extends TwinTracer {

	static final String CLIENT = "org.apache.hc.client5.http.impl.classic.InternalHttpClient";

	ApacheTracer(ObjectProvider<HttpCallSpans> spans) {
		super(Set.of(CLIENT), Set.of("org.apache.hc.client5.http.classic.HttpClient",
				"org.apache.hc.client5.http.impl.classic.CloseableHttpClient"), spans);
	}

	@Override
	public boolean isTraced(Object client) {
		return client instanceof TracedApacheClient;
	}

	@Override
	Object twin(Object client, Supplier<@Nullable HttpCallSpans> spans) {
		return new TracedApacheClient((CloseableHttpClient) client, spans);
	}

}
