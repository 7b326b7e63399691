package io.github.tracingstarter.instrument.httpclient;

import java.io.IOException;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.opentelemetry.context.Scope;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends a call of OkHttp in a span. It is the last interceptor of the client, so that
 * each retry by an earlier one has a span. A network interceptor would not see a call
 * that cannot connect.
 */
final class TracingInterceptor implements Interceptor {

	private final Supplier<@Nullable HttpCallSpans> spans;

	private final CallerContexts callers;

	TracingInterceptor(Supplier<@Nullable HttpCallSpans> spans, CallerContexts callers) {
		this.spans = spans;
		this.callers = callers;
	}

	CallerContexts callers() {
		return this.callers;
	}

	@Override
	public Response intercept(Chain chain) throws IOException {
		HttpCallSpans tracing = this.spans.get();
		if (tracing == null) {
			return chain.proceed(chain.request());
		}
		OkHttpCall call = new OkHttpCall(chain.request());
		HttpCallSpans.Started started = tracing.start(call, this.callers.of(chain.call()));
		Throwable error = null;
		Scope scope = started.open();
		try {
			Response response = chain.proceed(call.request());
			call.answered(response);
			return response;
		}
		catch (Throwable ex) {
			error = ex;
			throw ex;
		}
		finally {
			scope.close();
			started.end(error);
		}
	}

}
