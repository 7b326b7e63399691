package io.github.tracingstarter.instrument.httpclient;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.micrometer.observation.ObservationRegistry;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Traces the clients of OkHttp. A twin shares the connections and the threads of its
 * client, and all clients built from it are traced.
 */
final class OkHttpTracer extends TwinTracer {

	static final String CLIENT = "okhttp3.OkHttpClient";

	private static final String OBSERVING = "io.micrometer.core.instrument.binder.okhttp3.OkHttpObservationInterceptor";

	OkHttpTracer(ObjectProvider<HttpCallSpans> spans) {
		super(Set.of(CLIENT), Set.of("okhttp3.OkHttpClient", "okhttp3.Call$Factory"), spans);
	}

	@Override
	public boolean isTraced(Object client) {
		return client instanceof OkHttpClient known
				&& (known.interceptors().stream().anyMatch(TracingInterceptor.class::isInstance)
						|| isObserved(known.interceptors()));
	}

	/**
	 * Returns whether Micrometer observes the calls, so that its observations have the
	 * spans.
	 */
	private static boolean isObserved(List<Interceptor> interceptors) {
		for (Interceptor interceptor : interceptors) {
			if (interceptor.getClass().getName().equals(OBSERVING)) {
				ObservationRegistry registry = PrivateField
					.of(interceptor.getClass(), "registry", ObservationRegistry.class)
					.get(interceptor);
				return registry != null && !registry.isNoop();
			}
		}
		return false;
	}

	@Override
	Object twin(Object client, Supplier<@Nullable HttpCallSpans> spans) {
		OkHttpClient original = (OkHttpClient) client;
		CallerContexts callers = new CallerContexts(original.eventListenerFactory());
		return new TracedOkHttpClient(original.newBuilder()
			.addInterceptor(new TracingInterceptor(spans, callers))
			.eventListenerFactory(callers), spans);
	}

	/**
	 * Makes a builder create traced clients.
	 */
	void trace(OkHttpClient.Builder builder) {
		List<Interceptor> interceptors = builder.interceptors();
		if (isObserved(interceptors)) {
			return;
		}
		Interceptor tracing = interceptors.stream()
			.filter(TracingInterceptor.class::isInstance)
			.findFirst()
			.orElseGet(() -> new TracingInterceptor(this::spans, new CallerContexts((call) -> EventListener.NONE)));
		// Must be last, even if the application has added others to a client's
		// interceptors.
		interceptors.remove(tracing);
		interceptors.add(tracing);
	}

	/**
	 * Remembers the context of a call that a client has just created.
	 * @return the call, whose callback runs in that context
	 */
	Call trace(Call call, OkHttpClient client) {
		if (call instanceof TracedOkHttpCall) {
			return call;
		}
		for (Interceptor interceptor : client.interceptors()) {
			if (interceptor instanceof TracingInterceptor tracing) {
				tracing.callers().remember(call);
				return new TracedOkHttpCall(call, this::spans);
			}
		}
		return call;
	}

}
