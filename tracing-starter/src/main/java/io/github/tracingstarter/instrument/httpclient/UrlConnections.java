package io.github.tracingstarter.instrument.httpclient;

import java.net.HttpURLConnection;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.TracingCallers;
import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The calls with URL connections of the JDK. A call begins with the first method that may
 * connect, because its headers cannot be set later, and ends when the head of the
 * response has been read. Methods that the connection calls itself in between, to follow
 * a redirect or to read the status, are not further calls.
 */
final class UrlConnections {

	private final Supplier<@Nullable HttpCallSpans> spans;

	/**
	 * The exchange of each connection, which sends one request. It is kept as long as the
	 * connection exists, which would otherwise get a second span.
	 */
	private final Map<HttpURLConnection, Exchange> exchanges = Collections.synchronizedMap(new WeakHashMap<>());

	UrlConnections(Supplier<@Nullable HttpCallSpans> spans) {
		this.spans = spans;
	}

	/**
	 * Called when a method begins.
	 * @param connection the connection
	 * @param step what the method does
	 * @return the object to notify of the exception and the end, or null if neither
	 * matters
	 */
	@Nullable AutoCloseable begin(HttpURLConnection connection, Step step) {
		Exchange exchange = this.exchanges.computeIfAbsent(connection, (any) -> new Exchange());
		return exchange.enter() ? exchange.begin(connection, step, this.spans.get()) : null;
	}

	/**
	 * The effect of a method of a connection.
	 */
	enum Step {

		CONNECT, WRITE, READ, DISCONNECT

	}

	private static final class Exchange {

		private HttpCallSpans.@Nullable Started started;

		private @Nullable UrlConnectionCall call;

		private boolean busy;

		private boolean done;

		/**
		 * Returns whether a method is called by the application and may matter.
		 */
		synchronized boolean enter() {
			boolean first = !this.busy && !this.done;
			this.busy |= first;
			return first;
		}

		@Nullable AutoCloseable begin(HttpURLConnection connection, Step step, @Nullable HttpCallSpans tracing) {
			try {
				HttpCallSpans.Started current = (this.started != null) ? this.started
						: start(connection, step, tracing);
				if (current != null) {
					return new Running(connection, step, current.open());
				}
			}
			catch (URISyntaxException ex) {
				// The call is not traced.
			}
			leave(step != Step.DISCONNECT);
			return null;
		}

		private HttpCallSpans.@Nullable Started start(HttpURLConnection connection, Step step,
				@Nullable HttpCallSpans tracing) throws URISyntaxException {
			if (tracing == null || step == Step.DISCONNECT || !connection.getURL().getProtocol().startsWith("http")
					|| TracingCallers.isCalledByTracing()) {
				return null;
			}
			this.call = new UrlConnectionCall(connection, method(connection, step));
			this.started = tracing.start(this.call, Context.current());
			return this.started;
		}

		/** The connection itself makes the same change, but later. */
		private static String method(HttpURLConnection connection, Step step) {
			String method = connection.getRequestMethod();
			return (method.equals("GET") && connection.getDoOutput() && step != Step.READ) ? "POST" : method;
		}

		private synchronized void leave(boolean done) {
			this.busy = false;
			this.done |= done;
		}

		private void end(HttpURLConnection connection, Step step, @Nullable Throwable error) {
			boolean ends = step == Step.READ || step == Step.DISCONNECT || error != null;
			if (ends && this.call != null && this.started != null) {
				int status = (step == Step.READ) ? status(connection) : -1;
				if (status > 0) {
					this.call.answered(status);
				}
				// Reading the body also throws because of a status.
				this.started.end((status > 0) ? null : error);
				this.started = null;
				this.call = null;
			}
			leave(ends);
		}

		/**
		 * Reads the status, which is known by now, or the connection throws its exception
		 * again.
		 */
		private static int status(HttpURLConnection connection) {
			try {
				return connection.getResponseCode();
			}
			catch (Exception ex) {
				return -1;
			}
		}

		/**
		 * A running method. The agent looks for these interfaces.
		 */
		private final class Running implements AutoCloseable, Consumer<Throwable> {

			private final HttpURLConnection connection;

			private final Step step;

			private final Scope scope;

			private @Nullable Throwable error;

			Running(HttpURLConnection connection, Step step, Scope scope) {
				this.connection = connection;
				this.step = step;
				this.scope = scope;
			}

			@Override
			public void accept(Throwable error) {
				this.error = error;
			}

			@Override
			public void close() {
				this.scope.close();
				end(this.connection, this.step, this.error);
			}

		}

	}

}
