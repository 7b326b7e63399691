package io.github.tracingstarter.instrument.httpclient;

import java.io.IOException;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.http.HttpCallSpans;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.AsyncPushConsumer;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.HandlerFactory;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorStatus;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends its calls in spans by means of the asynchronous client that it
 * replaces.
 */
final class TracedApacheAsyncClient extends CloseableHttpAsyncClient {

	private final CloseableHttpAsyncClient client;

	private final Supplier<@Nullable HttpCallSpans> spans;

	TracedApacheAsyncClient(CloseableHttpAsyncClient client, Supplier<@Nullable HttpCallSpans> spans) {
		this.client = client;
		this.spans = spans;
	}

	CloseableHttpAsyncClient original() {
		return this.client;
	}

	@Override
	protected <T> Future<T> doExecute(HttpHost target, AsyncRequestProducer producer, AsyncResponseConsumer<T> consumer,
			HandlerFactory<AsyncPushConsumer> pushHandlers, HttpContext context, FutureCallback<T> callback) {
		HttpCallSpans tracing = this.spans.get();
		if (tracing == null || producer == null || consumer == null) {
			return this.client.execute(target, producer, consumer, pushHandlers, context, callback);
		}
		ApacheExchange exchange = new ApacheExchange(tracing, target);
		try {
			return this.client.execute(target, exchange.producer(producer), exchange.consumer(consumer), pushHandlers,
					context, exchange.callback(callback));
		}
		catch (Throwable ex) {
			exchange.end(ex);
			throw ex;
		}
	}

	@Override
	public void start() {
		this.client.start();
	}

	@Override
	public IOReactorStatus getStatus() {
		return this.client.getStatus();
	}

	@Override
	public void awaitShutdown(TimeValue time) throws InterruptedException {
		this.client.awaitShutdown(time);
	}

	@Override
	public void initiateShutdown() {
		this.client.initiateShutdown();
	}

	@Override
	@SuppressWarnings("deprecation")
	public void register(String host, String pattern,
			org.apache.hc.core5.function.Supplier<AsyncPushConsumer> consumers) {
		this.client.register(host, pattern, consumers);
	}

	@Override
	public void close() throws IOException {
		this.client.close();
	}

	@Override
	public void close(CloseMode mode) {
		this.client.close(mode);
	}

	@Override
	public String toString() {
		return this.client.toString();
	}

}
