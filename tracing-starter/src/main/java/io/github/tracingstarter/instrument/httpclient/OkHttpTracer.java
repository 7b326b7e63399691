package io.github.tracingstarter.instrument.httpclient;

import java.util.Set;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.http.HttpCallSpans;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Traces the clients of OkHttp. A twin shares the connections and the threads of its
 * client, and whatever is built from it is traced.
 */
final class OkHttpTracer extends TwinTracer {

	static final String CLIENT = "okhttp3.OkHttpClient";

	OkHttpTracer(ObjectProvider<HttpCallSpans> spans) {
		super(Set.of(CLIENT), Set.of("okhttp3.OkHttpClient", "okhttp3.Call$Factory"), spans);
	}

	@Override
	public boolean isTraced(Object client) {
		return client instanceof OkHttpClient known
				&& known.interceptors().stream().anyMatch(TracingInterceptor.class::isInstance);
	}

	@Override
	Object twin(Object client, Supplier<@Nullable HttpCallSpans> spans) {
		OkHttpClient original = (OkHttpClient) client;
		CallerContexts callers = new CallerContexts(original.eventListenerFactory());
		return new TracedOkHttpClient(original.newBuilder()
			.addInterceptor(new TracingInterceptor(spans, callers))
			.eventListenerFactory(callers), spans);
	}

}
