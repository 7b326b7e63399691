package io.github.tracingstarter.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.tracingstarter.export.OtlpProperties.Compression;
import io.github.tracingstarter.otlp.OtlpRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * Sends OTLP over HTTP with the JDK's client. It does not follow redirects, which would
 * change the request or send credentials to another server.
 */
final class OtlpHttpSender implements OtlpSender {

	/** Headers that the JDK's client does not allow to set. */
	private static final Set<String> RESERVED = Set.of("connection", "content-length", "expect", "host", "upgrade");

	private final HttpClient client;

	private final ExecutorService executor = new ThreadPoolExecutor(0, 4, 5, TimeUnit.SECONDS, new SynchronousQueue<>(),
			OtlpHttpSender::thread, new ThreadPoolExecutor.CallerRunsPolicy());

	private final HttpRequest.Builder request;

	private final OtlpSettings settings;

	private final Duration timeout;

	private final boolean gzip;

	private OtlpBody body = new OtlpBody();

	private volatile @Nullable CompletableFuture<?> running;

	private volatile boolean shutdown;

	OtlpHttpSender(OtlpSettings settings) {
		this.settings = settings;
		this.timeout = settings.timeout();
		this.gzip = settings.compression() == Compression.GZIP;
		boolean secure = "https".equalsIgnoreCase(settings.endpoint().uri().getScheme());
		HttpClient.Builder builder = HttpClient.newBuilder()
			.executor(this.executor)
			.followRedirects(Redirect.NEVER)
			.connectTimeout(settings.connectTimeout())
			// Without TLS the JDK would request an upgrade with each first request.
			.version(secure ? Version.HTTP_2 : Version.HTTP_1_1);
		SslBundle bundle = settings.sslBundle();
		if (bundle != null) {
			builder.sslContext(bundle.createSslContext());
		}
		this.client = builder.build();
		Map<String, String> headers = OtlpHeaders.of(settings.headers(), this.gzip ? "content-encoding" : null);
		headers.putIfAbsent("content-type", "application/x-protobuf");
		headers.keySet().removeAll(RESERVED);
		this.request = HttpRequest.newBuilder();
		headers.forEach(this.request::setHeader);
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(null, task, "tracing-http", 0, false);
		thread.setDaemon(true);
		thread.setContextClassLoader(OtlpHttpSender.class.getClassLoader());
		return thread;
	}

	@Override
	public void send(OtlpSignal signal, OtlpRequest request) throws IOException {
		boolean done = false;
		try {
			this.body.fill(request, this.gzip);
			ExportFailure failure = OtlpAnswer.failure(answer(this.settings.uri(signal)));
			done = true;
			if (failure != null) {
				throw new OtlpRefusal(failure);
			}
		}
		finally {
			if (!done) {
				// The client may still be reading the array.
				this.body = new OtlpBody();
			}
		}
	}

	private HttpResponse<byte[]> answer(URI uri) throws IOException {
		CompletableFuture<HttpResponse<byte[]>> future = this.client.sendAsync(
				this.request.copy().uri(uri).POST(publisher(this.body)).build(), (response) -> new BoundedBody());
		this.running = future;
		try {
			if (this.shutdown) {
				throw new IOException("the exporter was shut down");
			}
			return future.get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new OtlpRefusal(ExportFailure.TIMEOUT);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("the export was interrupted");
		}
		catch (CancellationException ex) {
			throw new IOException("the exporter was shut down");
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof IOException failure) ? failure : new IOException(ex.getCause());
		}
		finally {
			this.running = null;
			future.cancel(true);
		}
	}

	private static BodyPublisher publisher(OtlpBody body) {
		int size = body.size();
		if (size == 0) {
			return BodyPublishers.noBody();
		}
		return BodyPublishers.fromPublisher((subscriber) -> subscriber.onSubscribe(new Parts(subscriber, body, size)),
				size);
	}

	@Override
	public void shutdown() {
		this.shutdown = true;
		CompletableFuture<?> sending = this.running;
		if (sending != null) {
			sending.cancel(true);
		}
		this.executor.shutdown();
	}

	/**
	 * Publishes the request in parts, so that it is not copied as a whole.
	 */
	private static final class Parts implements Subscription {

		private static final int PART = 16384;

		private final Subscriber<? super ByteBuffer> subscriber;

		private final OtlpBody body;

		private final int size;

		private int start;

		private long wanted;

		private boolean busy;

		Parts(Subscriber<? super ByteBuffer> subscriber, OtlpBody body, int size) {
			this.subscriber = subscriber;
			this.body = body;
			this.size = size;
		}

		@Override
		public void request(long more) {
			synchronized (this) {
				this.wanted = Math.max(this.wanted + more, more);
				if (this.busy) {
					// Called from within onNext or by another thread.
					return;
				}
				this.busy = true;
			}
			for (ByteBuffer part = next(); part != null; part = next()) {
				this.subscriber.onNext(part);
			}
			if (isComplete()) {
				this.subscriber.onComplete();
			}
		}

		private synchronized @Nullable ByteBuffer next() {
			if (this.wanted == 0 || this.start >= this.size) {
				this.busy = false;
				return null;
			}
			this.wanted--;
			ByteBuffer part = this.body.part(this.start, PART);
			this.start += part.remaining();
			return part;
		}

		private synchronized boolean isComplete() {
			boolean complete = this.start == this.size;
			if (complete) {
				this.start++;
			}
			return complete;
		}

		@Override
		public synchronized void cancel() {
			this.start = this.size + 1;
		}

	}

	/**
	 * Keeps the first bytes of a response and ignores the rest.
	 */
	private static final class BoundedBody implements BodySubscriber<byte[]> {

		private static final int KEPT = 65536;

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private final CompletableFuture<byte[]> result = new CompletableFuture<>();

		private @Nullable Subscription subscription;

		@Override
		public CompletionStage<byte[]> getBody() {
			return this.result;
		}

		@Override
		public void onSubscribe(Subscription toAnswer) {
			this.subscription = toAnswer;
			toAnswer.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(List<ByteBuffer> parts) {
			for (ByteBuffer part : parts) {
				byte[] kept = new byte[Math.min(part.remaining(), KEPT - this.bytes.size())];
				part.get(kept);
				this.bytes.writeBytes(kept);
			}
			if (this.bytes.size() == KEPT && this.subscription != null) {
				this.subscription.cancel();
				onComplete();
			}
		}

		@Override
		public void onError(Throwable failure) {
			this.result.completeExceptionally(failure);
		}

		@Override
		public void onComplete() {
			this.result.complete(this.bytes.toByteArray());
		}

	}

}
