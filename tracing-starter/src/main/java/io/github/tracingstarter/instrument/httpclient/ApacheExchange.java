package io.github.tracingstarter.instrument.httpclient;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * One asynchronous call with Apache HttpClient. The request is known when the application
 * passes it to the client, on the caller's thread. The application handles the response
 * in the caller's context.
 */
final class ApacheExchange {

	private final HttpCallSpans tracing;

	private final @Nullable HttpHost target;

	private final Context caller = Context.current();

	private volatile @Nullable ApacheCall call;

	private volatile HttpCallSpans.@Nullable Started started;

	private final AtomicBoolean ended = new AtomicBoolean();

	ApacheExchange(HttpCallSpans tracing, @Nullable HttpHost target) {
		this.tracing = tracing;
		this.target = target;
	}

	private void start(HttpRequest request) {
		try {
			ApacheCall call = new ApacheCall(this.target, request);
			this.call = call;
			this.started = this.tracing.start(call, this.caller);
		}
		catch (URISyntaxException ex) {
			// The client throws the same exception.
		}
	}

	private void answered(HttpResponse response) {
		ApacheCall call = this.call;
		if (call != null) {
			call.answered(response);
		}
	}

	/**
	 * Ends the span, if there is one and it has not ended.
	 */
	void end(@Nullable Throwable error) {
		HttpCallSpans.Started started = this.started;
		if (started != null && this.ended.compareAndSet(false, true)) {
			started.end(error);
		}
	}

	private Scope openCaller() {
		return this.tracing.open(this.caller);
	}

	AsyncRequestProducer producer(AsyncRequestProducer producer) {
		return new Producer(producer);
	}

	<T> AsyncResponseConsumer<T> consumer(AsyncResponseConsumer<T> consumer) {
		return new Consumer<>(consumer);
	}

	<T> FutureCallback<T> callback(@Nullable FutureCallback<T> callback) {
		return new Callback<>(callback);
	}

	private final class Producer implements AsyncRequestProducer {

		private final AsyncRequestProducer producer;

		Producer(AsyncRequestProducer producer) {
			this.producer = producer;
		}

		@Override
		public void sendRequest(RequestChannel channel, HttpContext context) throws HttpException, IOException {
			this.producer.sendRequest((request, entity, sent) -> {
				start(request);
				channel.sendRequest(request, entity, sent);
			}, context);
		}

		@Override
		public boolean isRepeatable() {
			return this.producer.isRepeatable();
		}

		@Override
		public int available() {
			return this.producer.available();
		}

		@Override
		public void produce(DataStreamChannel channel) throws IOException {
			this.producer.produce(channel);
		}

		@Override
		public void failed(Exception ex) {
			this.producer.failed(ex);
		}

		@Override
		public void releaseResources() {
			this.producer.releaseResources();
		}

	}

	private final class Consumer<T> implements AsyncResponseConsumer<T> {

		private final AsyncResponseConsumer<T> consumer;

		Consumer(AsyncResponseConsumer<T> consumer) {
			this.consumer = consumer;
		}

		@Override
		public void consumeResponse(HttpResponse response, EntityDetails entity, HttpContext context,
				FutureCallback<T> callback) throws HttpException, IOException {
			answered(response);
			Scope scope = openCaller();
			try {
				this.consumer.consumeResponse(response, entity, context, callback);
			}
			finally {
				scope.close();
			}
		}

		@Override
		public void informationResponse(HttpResponse response, HttpContext context) throws HttpException, IOException {
			this.consumer.informationResponse(response, context);
		}

		@Override
		public void updateCapacity(CapacityChannel channel) throws IOException {
			this.consumer.updateCapacity(channel);
		}

		@Override
		public void consume(ByteBuffer source) throws IOException {
			Scope scope = openCaller();
			try {
				this.consumer.consume(source);
			}
			finally {
				scope.close();
			}
		}

		@Override
		public void streamEnd(@Nullable List<? extends Header> trailers) throws HttpException, IOException {
			Scope scope = openCaller();
			try {
				this.consumer.streamEnd(trailers);
			}
			finally {
				scope.close();
			}
		}

		@Override
		public void failed(Exception ex) {
			this.consumer.failed(ex);
		}

		@Override
		public void releaseResources() {
			this.consumer.releaseResources();
		}

	}

	private final class Callback<T> implements FutureCallback<T> {

		private final @Nullable FutureCallback<T> callback;

		Callback(@Nullable FutureCallback<T> callback) {
			this.callback = callback;
		}

		@Override
		public void completed(T result) {
			end(null);
			tell((callback) -> callback.completed(result));
		}

		@Override
		public void failed(Exception ex) {
			end(ex);
			tell((callback) -> callback.failed(ex));
		}

		@Override
		public void cancelled() {
			end(new CancellationException());
			tell(FutureCallback::cancelled);
		}

		private void tell(java.util.function.Consumer<FutureCallback<T>> event) {
			if (this.callback != null) {
				Scope scope = openCaller();
				try {
					event.accept(this.callback);
				}
				finally {
					scope.close();
				}
			}
		}

	}

}
