package io.github.tracingstarter.instrument.restclient;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;

/**
 * A call whose observation is shaped by the application. The span of its last attempt
 * does not end with the response but when the observation stops, with the time of the
 * response: a span that has ended accepts neither a name nor attributes. If the
 * observation never stops, the span never ends, as with Micrometer's own handlers, and
 * only the call refers to it.
 */
final class ObservedCall {

	private static final String ATTRIBUTE = ObservedCall.class.getName();

	private @Nullable Span span;

	private long latencyNanos;

	private boolean stopped;

	/**
	 * Leaves the call with a request, whose attributes Spring copies to each that is
	 * really sent.
	 * @return false for a request of the application's own that takes no attributes
	 */
	boolean attachTo(HttpRequest request) {
		try {
			request.getAttributes().put(ATTRIBUTE, this);
			return true;
		}
		catch (UnsupportedOperationException ex) {
			return false;
		}
	}

	static @Nullable ObservedCall of(HttpRequest request) {
		try {
			return (request.getAttributes().get(ATTRIBUTE) instanceof ObservedCall call) ? call : null;
		}
		catch (UnsupportedOperationException ex) {
			return null;
		}
	}

	/**
	 * Another attempt begins: the one before was not the last.
	 */
	synchronized void attemptStarts() {
		endSpan();
	}

	/**
	 * An attempt was answered, or failed.
	 * @param attempt its span
	 */
	synchronized void attemptEnds(Span attempt) {
		if (!this.stopped && attempt.isRecording() && attempt instanceof ReadableSpan readable) {
			endSpan();
			this.latencyNanos = readable.getLatencyNanos();
			this.span = attempt;
		}
		else {
			attempt.end();
		}
	}

	/**
	 * The observation stops.
	 * @param description what is to be done with the span of the last attempt, if there
	 * was one
	 */
	synchronized void stopped(Consumer<Span> description) {
		this.stopped = true;
		try {
			if (this.span != null) {
				description.accept(this.span);
			}
		}
		finally {
			endSpan();
		}
	}

	private void endSpan() {
		Span last = this.span;
		this.span = null;
		if (last instanceof ReadableSpan readable) {
			last.end(readable.toSpanData().getStartEpochNanos() + this.latencyNanos, TimeUnit.NANOSECONDS);
		}
	}

}
