package io.github.tracingstarter.instrument.feign;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import feign.AsyncClient;
import feign.Request;
import feign.Response;
import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.github.tracingstarter.instrument.http.TracedFuture;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Sends each attempt of an asynchronous call in a span.
 *
 * @param <C> the type of the context that Feign passes to its client
 */
final class TracedAsyncClient<C> implements AsyncClient<C> {

	private final AsyncClient<C> client;

	private final Supplier<@Nullable HttpCallSpans> spans;

	TracedAsyncClient(AsyncClient<C> client, Supplier<@Nullable HttpCallSpans> spans) {
		this.client = client;
		this.spans = spans;
	}

	@Override
	public CompletableFuture<Response> execute(Request request, Request.Options options, Optional<C> requestContext) {
		HttpCallSpans tracing = this.spans.get();
		FeignCall call = (tracing != null) ? FeignCall.of(request) : null;
		if (tracing == null || call == null) {
			return this.client.execute(request, options, requestContext);
		}
		HttpCallSpans.Started started = tracing.start(call, Context.current());
		Scope scope = started.open();
		CompletableFuture<Response> answer;
		try {
			answer = this.client.execute(call.request(), options, requestContext);
		}
		catch (Throwable ex) {
			scope.close();
			started.end(ex);
			throw ex;
		}
		scope.close();
		return TracedFuture.of(answer, started, call::answered);
	}

}
