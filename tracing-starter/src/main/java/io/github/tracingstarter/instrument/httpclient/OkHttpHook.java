package io.github.tracingstarter.instrument.httpclient;

import io.github.tracingstarter.instrument.TracingCallers;
import io.github.tracingstarter.instrument.WovenHook;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Traces the clients of OkHttp where they are created, and their calls. A new object
 * cannot be replaced by another, so the constructor gets a builder with the interceptor.
 */
final class OkHttpHook implements WovenHook {

	static final String NAME = "okhttp";

	private final OkHttpTracer tracer;

	OkHttpHook(OkHttpTracer tracer) {
		this.tracer = tracer;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public String subject() {
		return "HTTP clients that are made within methods";
	}

	@Override
	public @Nullable Object call(@Nullable Object object, @Nullable Object self) {
		if (object instanceof OkHttpClient.Builder builder) {
			if (!TracingCallers.isCalledByTracing()) {
				this.tracer.trace(builder);
			}
			return object;
		}
		return (object instanceof Call call && self instanceof OkHttpClient client) ? this.tracer.trace(call, client)
				: object;
	}

}
