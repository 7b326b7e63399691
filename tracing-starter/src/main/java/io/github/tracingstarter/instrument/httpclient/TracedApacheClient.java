package io.github.tracingstarter.instrument.httpclient;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.apache.hc.client5.http.config.Configurable;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends its calls in spans by means of the client that it replaces.
 */
final class TracedApacheClient extends CloseableHttpClient implements Configurable {

	private final CloseableHttpClient client;

	private final Supplier<@Nullable HttpCallSpans> spans;

	TracedApacheClient(CloseableHttpClient client, Supplier<@Nullable HttpCallSpans> spans) {
		this.client = client;
		this.spans = spans;
	}

	@Override
	protected CloseableHttpResponse doExecute(HttpHost target, ClassicHttpRequest request, HttpContext context)
			throws IOException {
		HttpCallSpans tracing = this.spans.get();
		ApacheCall call = (tracing != null) ? call(target, request) : null;
		if (tracing == null || call == null) {
			return send(target, request, context);
		}
		HttpCallSpans.Started started = tracing.start(call, Context.current());
		Throwable error = null;
		Scope scope = started.open();
		try {
			CloseableHttpResponse response = send(target, request, context);
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

	private static @Nullable ApacheCall call(@Nullable HttpHost target, @Nullable ClassicHttpRequest request) {
		try {
			return (request != null) ? new ApacheCall(target, request) : null;
		}
		catch (URISyntaxException ex) {
			// The client throws the same exception.
			return null;
		}
	}

	/**
	 * Calls the only method that leaves the response open without determining the target
	 * again.
	 */
	@SuppressWarnings("deprecation")
	private CloseableHttpResponse send(HttpHost target, ClassicHttpRequest request, HttpContext context)
			throws IOException {
		return this.client.execute(target, request, context);
	}

	@Override
	public @Nullable RequestConfig getConfig() {
		return (this.client instanceof Configurable configurable) ? configurable.getConfig() : null;
	}

	@Override
	public void close() throws IOException {
		this.client.close();
	}

	@Override
	public void close(CloseMode closeMode) {
		this.client.close(closeMode);
	}

	@Override
	public String toString() {
		return this.client.toString();
	}

}
