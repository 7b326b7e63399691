package io.github.tracingstarter.instrument.feign;

import java.io.IOException;
import java.util.function.Supplier;

import feign.Client;
import feign.Request;
import feign.Response;
import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Sends each attempt of a call in a span.
 */
final class TracedClient implements Client {

	private final Client client;

	private final Supplier<@Nullable HttpCallSpans> spans;

	TracedClient(Client client, Supplier<@Nullable HttpCallSpans> spans) {
		this.client = client;
		this.spans = spans;
	}

	@Override
	public Response execute(Request request, Request.Options options) throws IOException {
		HttpCallSpans tracing = this.spans.get();
		FeignCall call = (tracing != null) ? FeignCall.of(request) : null;
		if (tracing == null || call == null) {
			return this.client.execute(request, options);
		}
		HttpCallSpans.Started started = tracing.start(call, Context.current());
		Throwable error = null;
		Scope scope = started.open();
		try {
			Response response = this.client.execute(call.request(), options);
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
