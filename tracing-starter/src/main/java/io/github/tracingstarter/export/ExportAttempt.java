package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.common.CompletableResultCode;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans once and waits for the result. Calls that the exporter makes are not
 * traced.
 *
 * @param <T> the form in which a span waits
 */
final class ExportAttempt<T> {

	/** For exporters that have no timeout of their own. */
	private static final long TIMEOUT = Duration.ofSeconds(30).toNanos();

	private static final Context UNTRACED = untraced();

	private final ExportTransport<?, T> transport;

	private final Shutdown shutdown;

	ExportAttempt(ExportTransport<?, T> transport, Shutdown shutdown) {
		this.transport = transport;
		this.shutdown = shutdown;
	}

	/**
	 * Returns a context with a parent that is not sampled.
	 */
	private static Context untraced() {
		SpanContext notSampled = SpanContext.create("00000000000000000000000000000001", "0000000000000001",
				TraceFlags.getDefault(), TraceState.getDefault());
		return Context.root().with(Span.wrap(notSampled));
	}

	/**
	 * Sends spans.
	 * @param spans the spans
	 * @return why they were not accepted, or null
	 */
	@Nullable ExportFailure send(List<T> spans) {
		// No try-with-resources, because javac warns about an unused scope.
		Scope scope = UNTRACED.makeCurrent();
		try {
			CompletableResultCode result = this.transport.send(spans);
			await(result);
			if (result.isSuccess()) {
				return null;
			}
			return result.isDone() ? ExportFailure.of(result.getFailureThrowable()) : ExportFailure.TIMEOUT;
		}
		catch (Throwable ex) {
			return ExportFailure.of(ex);
		}
		finally {
			scope.close();
		}
	}

	private void await(CompletableResultCode result) {
		if (result.isDone()) {
			return;
		}
		long until = System.nanoTime() + TIMEOUT;
		Thread waiting = Thread.currentThread();
		result.whenComplete(() -> LockSupport.unpark(waiting));
		while (!result.isDone()) {
			long left = until - System.nanoTime();
			if (this.shutdown.isRequested()) {
				left = Math.min(left, this.shutdown.nanosLeft());
			}
			if (left <= 0) {
				return;
			}
			LockSupport.parkNanos(this, left);
		}
	}

}
