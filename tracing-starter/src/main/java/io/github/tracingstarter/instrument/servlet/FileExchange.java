package io.github.tracingstarter.instrument.servlet;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.tracingstarter.instrument.Instrumenter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.sdk.trace.ReadableSpan;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request whose path names a file. If the handler for static resources serves it, its
 * span is withheld until a child span starts: the child is exported and must not lack its
 * parent.
 */
final class FileExchange extends ServerExchange {

	private static final ContextKey<FileExchange> KEY = ContextKey.named("io.github.tracingstarter.file-exchange");

	private final AtomicReference<State> state = new AtomicReference<>(State.ALONE);

	private volatile boolean staticResource;

	private volatile long latencyNanos;

	FileExchange(HttpServletRequest request, HttpServletResponse response, Instrumenter<ServerExchange> instrumenter) {
		super(request, response, instrumenter);
	}

	@Override
	void started(Span span, Context parent) {
		super.started(span, span.isRecording() ? parent.with(KEY, this) : parent);
	}

	/**
	 * The exchange whose span is above those that start in a context.
	 * @param context the context
	 * @return the exchange, or null if there is none that might be withheld
	 */
	static @Nullable FileExchange of(Context context) {
		return context.get(KEY);
	}

	@Override
	void servedByResourceHandler() {
		this.staticResource = true;
	}

	@Override
	boolean withholds(int status) {
		if (!this.staticResource || status >= 400 || !(span() instanceof ReadableSpan readable)) {
			return false;
		}
		this.latencyNanos = readable.getLatencyNanos();
		return this.state.compareAndSet(State.ALONE, State.WITHHELD);
	}

	/**
	 * Tells that a span below this one has started. That may be later than the response,
	 * on another thread.
	 */
	void childStarted() {
		if (this.state.get() != State.PARENT && this.state.getAndSet(State.PARENT) == State.WITHHELD
				&& span() instanceof ReadableSpan readable) {
			span().end(readable.toSpanData().getStartEpochNanos() + this.latencyNanos, TimeUnit.NANOSECONDS);
		}
	}

	private enum State {

		ALONE, PARENT, WITHHELD

	}

}
