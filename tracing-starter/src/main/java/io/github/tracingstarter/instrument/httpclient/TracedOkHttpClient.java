package io.github.tracingstarter.instrument.httpclient;

import java.util.function.Supplier;

import io.github.tracingstarter.instrument.http.HttpCallSpans;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * A client whose asynchronous calls deliver their responses in the caller's context. The
 * interceptors of the client create the spans, including those of clients that are built
 * from it.
 */
final class TracedOkHttpClient extends OkHttpClient {

	private final Supplier<@Nullable HttpCallSpans> spans;

	TracedOkHttpClient(Builder builder, Supplier<@Nullable HttpCallSpans> spans) {
		super(builder);
		this.spans = spans;
	}

	@Override
	public Call newCall(Request request) {
		Call call = super.newCall(request);
		return (call instanceof TracedOkHttpCall) ? call : new TracedOkHttpCall(call, this.spans);
	}

}
