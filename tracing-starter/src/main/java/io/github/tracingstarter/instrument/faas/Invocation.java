package io.github.tracingstarter.instrument.faas;

import io.github.tracingstarter.instrument.Senders;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * One invocation of a function: what its platform says about it. {@link Invocations} adds
 * what all platforms have in common. No method may change what the function receives or
 * returns.
 */
abstract class Invocation {

	/**
	 * Returns the name of the span: method and route, {@code process} and the queue, or
	 * the name of the function.
	 */
	abstract String name();

	/**
	 * Returns what started the invocation.
	 */
	abstract Trigger trigger();

	/**
	 * Returns the id that the platform gave to the invocation, or null.
	 */
	abstract @Nullable String id();

	/**
	 * Returns the time at which the invocation arrived.
	 * @return the time in nanoseconds since 1970, or 0 for now
	 */
	long arrival() {
		return 0;
	}

	/**
	 * Reads the parent of the invocation, and the links to other senders.
	 * @param headers reads headers with the propagation of the application
	 * @return {@code Senders.only(Context.root())} if the event has none
	 */
	Senders senders(TraceHeaders headers) {
		return Senders.only(Context.root());
	}

	/**
	 * Adds what is known before the function is called.
	 * @param span the span that takes the attributes
	 */
	void start(SpanBuilder span) {
	}

	/**
	 * Adds what is known when the function has returned. By default, an exception marks
	 * the span as failed.
	 * @param span the span, which is recorded
	 * @param error the exception that ended the function, or null
	 */
	void end(Span span, @Nullable Throwable error) {
		if (error != null) {
			Spans.fail(span, error);
		}
	}

}
