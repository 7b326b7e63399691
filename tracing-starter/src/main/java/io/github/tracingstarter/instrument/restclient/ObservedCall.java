package io.github.tracingstarter.instrument.restclient;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;

/**
 * A call whose observation the application adds to. The span of its last attempt is not
 * ended with the response but when the observation stops, with the time of the response,
 * because an ended span accepts neither a name nor attributes. If the observation never
 * stops, the span never ends, as with Micrometer's own handlers, and only the call refers
 * to it.
 */
final class ObservedCall {

	private static final String ATTRIBUTE = ObservedCall.class.getName();

	private @Nullable Span span;

	private long latencyNanos;

	/** The name of the span before customizers, or null if there are none. */
	private @Nullable String usualName;

	private boolean stopped;

	/**
	 * Attaches the call to a request, whose attributes Spring copies to each request that
	 * is actually sent.
	 * @return false if the request is the application's own and accepts no attributes
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
	 * Called when another attempt begins, so the previous one was not the last.
	 */
	synchronized void attemptStarts() {
		endSpan();
	}

	/**
	 * Called when an attempt has received a response or failed.
	 * @param attempt its span
	 * @param usualName the name of the span before customizers, or null if the
	 * application has none
	 */
	synchronized void attemptEnds(Span attempt, @Nullable String usualName) {
		if (!this.stopped && attempt.isRecording() && attempt instanceof ReadableSpan readable) {
			endSpan();
			this.latencyNanos = readable.getLatencyNanos();
			this.span = attempt;
			this.usualName = usualName;
		}
		else {
			attempt.end();
		}
	}

	/**
	 * Called when the observation stops. The changes of customizers to the span of the
	 * last attempt are kept, because customizers come last on the server as well.
	 * @param description adds to the span, if there was one, except under the given keys
	 * @param name the name of the span, or null to use the usual name
	 */
	synchronized void stopped(BiConsumer<Span, Set<String>> description, @Nullable String name) {
		this.stopped = true;
		try {
			if (this.span != null) {
				describe(this.span, description, name);
			}
		}
		finally {
			endSpan();
		}
	}

	private void describe(Span last, BiConsumer<Span, Set<String>> description, @Nullable String name) {
		boolean named = false;
		Set<String> kept = Set.of();
		if (this.usualName != null && last instanceof ReadableSpan readable) {
			named = !readable.getName().equals(this.usualName);
			kept = readable.toSpanData()
				.getAttributes()
				.asMap()
				.keySet()
				.stream()
				.map(AttributeKey::getKey)
				.collect(Collectors.toSet());
		}
		description.accept(last, kept);
		if (name != null && !named) {
			last.updateName(name);
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
