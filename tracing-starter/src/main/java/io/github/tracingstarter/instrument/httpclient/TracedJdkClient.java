package io.github.tracingstarter.instrument.httpclient;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.github.tracingstarter.instrument.http.TracedFuture;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends its calls in spans by means of the client that it replaces, which
 * has all settings.
 */
final class TracedJdkClient extends HttpClient {

	private final HttpClient client;

	private final Supplier<@Nullable HttpCallSpans> spans;

	TracedJdkClient(HttpClient client, Supplier<@Nullable HttpCallSpans> spans) {
		this.client = client;
		this.spans = spans;
	}

	HttpClient original() {
		return this.client;
	}

	@Override
	public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> bodyHandler)
			throws IOException, InterruptedException {
		HttpCallSpans tracing = this.spans.get();
		if (tracing == null || request == null) {
			return this.client.send(request, bodyHandler);
		}
		JdkCall call = new JdkCall(request);
		HttpCallSpans.Started started = tracing.start(call, Context.current());
		Throwable error = null;
		Scope scope = started.open();
		try {
			HttpResponse<T> response = this.client.send(call.request(), bodyHandler);
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

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> bodyHandler) {
		return start(request, (sent) -> this.client.sendAsync(sent, bodyHandler));
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> bodyHandler,
			PushPromiseHandler<T> pushPromiseHandler) {
		return start(request, (sent) -> this.client.sendAsync(sent, bodyHandler, pushPromiseHandler));
	}

	private <T> CompletableFuture<HttpResponse<T>> start(HttpRequest request, Sending<T> sending) {
		HttpCallSpans tracing = this.spans.get();
		if (tracing == null || request == null) {
			return sending.send(request);
		}
		JdkCall call = new JdkCall(request);
		HttpCallSpans.Started started = tracing.start(call, Context.current());
		Scope scope = started.open();
		CompletableFuture<HttpResponse<T>> answer;
		try {
			answer = sending.send(call.request());
		}
		catch (Throwable ex) {
			scope.close();
			started.end(ex);
			throw ex;
		}
		scope.close();
		return TracedFuture.of(answer, started, call::answered);
	}

	@Override
	public WebSocket.Builder newWebSocketBuilder() {
		return this.client.newWebSocketBuilder();
	}

	@Override
	public Optional<CookieHandler> cookieHandler() {
		return this.client.cookieHandler();
	}

	@Override
	public Optional<Duration> connectTimeout() {
		return this.client.connectTimeout();
	}

	@Override
	public Redirect followRedirects() {
		return this.client.followRedirects();
	}

	@Override
	public Optional<ProxySelector> proxy() {
		return this.client.proxy();
	}

	@Override
	public SSLContext sslContext() {
		return this.client.sslContext();
	}

	@Override
	public SSLParameters sslParameters() {
		return this.client.sslParameters();
	}

	@Override
	public Optional<Authenticator> authenticator() {
		return this.client.authenticator();
	}

	@Override
	public Version version() {
		return this.client.version();
	}

	@Override
	public Optional<Executor> executor() {
		return this.client.executor();
	}

	/**
	 * Overrides a method that exists since Java 21, like the four that follow.
	 */
	public void shutdown() {
		Java21.call(Java21.SHUTDOWN, this.client);
	}

	public boolean awaitTermination(Duration duration) throws InterruptedException {
		return Java21.AWAIT_TERMINATION == null
				|| Boolean.TRUE.equals(Java21.call(Java21.AWAIT_TERMINATION, this.client, duration));
	}

	public boolean isTerminated() {
		return Boolean.TRUE.equals(Java21.call(Java21.IS_TERMINATED, this.client));
	}

	public void shutdownNow() {
		Java21.call(Java21.SHUTDOWN_NOW, this.client);
	}

	public void close() {
		Java21.call(Java21.CLOSE, this.client);
	}

	@Override
	public String toString() {
		return this.client.toString();
	}

	private interface Sending<T> {

		CompletableFuture<HttpResponse<T>> send(HttpRequest request);

	}

	/**
	 * The methods that do not exist in Java 17, for which this class is compiled.
	 */
	private static final class Java21 {

		static final @Nullable MethodHandle SHUTDOWN = find("shutdown", void.class);

		static final @Nullable MethodHandle AWAIT_TERMINATION = find("awaitTermination", boolean.class, Duration.class);

		static final @Nullable MethodHandle IS_TERMINATED = find("isTerminated", boolean.class);

		static final @Nullable MethodHandle SHUTDOWN_NOW = find("shutdownNow", void.class);

		static final @Nullable MethodHandle CLOSE = find("close", void.class);

		private Java21() {
		}

		private static @Nullable MethodHandle find(String name, Class<?> result, Class<?>... parameters) {
			try {
				return MethodHandles.publicLookup()
					.findVirtual(HttpClient.class, name, MethodType.methodType(result, parameters));
			}
			catch (ReflectiveOperationException ex) {
				return null;
			}
		}

		static @Nullable Object call(@Nullable MethodHandle method, Object... arguments) {
			if (method == null) {
				return null;
			}
			try {
				return method.invokeWithArguments(arguments);
			}
			catch (Throwable ex) {
				return rethrow(ex);
			}
		}

		/**
		 * Rethrows an exception of the client unchanged.
		 */
		@SuppressWarnings("unchecked")
		private static <X extends Throwable> Object rethrow(Throwable ex) throws X {
			throw (X) ex;
		}

	}

}
