package io.github.tracingstarter.instrument.httpclient;

import java.net.http.HttpClient;
import java.util.Set;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.http.HttpCallSpans;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Traces the clients that the JDK creates.
 */
final class JdkTracer extends TwinTracer {

	static final String CLIENT = "jdk.internal.net.http.HttpClientFacade";

	JdkTracer(ObjectProvider<HttpCallSpans> spans) {
		super(Set.of(CLIENT), Set.of("java.net.http.HttpClient"), spans);
	}

	@Override
	public boolean isTraced(Object client) {
		return client instanceof TracedJdkClient;
	}

	@Override
	Object twin(Object client, Supplier<@Nullable HttpCallSpans> spans) {
		return new TracedJdkClient((HttpClient) client, spans);
	}

}
