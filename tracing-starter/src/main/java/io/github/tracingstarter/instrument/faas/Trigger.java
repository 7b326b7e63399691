package io.github.tracingstarter.instrument.faas;

import java.util.Locale;

import io.opentelemetry.api.trace.SpanKind;

/**
 * What started an invocation, with the names of the semantic conventions.
 */
enum Trigger {

	/** A change of data, such as a file or a row. */
	DATASOURCE,

	/** A request, which is answered. */
	HTTP,

	/** Anything else. */
	OTHER,

	/** One or more messages. */
	PUBSUB,

	/** A schedule. */
	TIMER;

	/**
	 * Returns the kind of the span of an invocation.
	 */
	SpanKind kind() {
		return (this == PUBSUB) ? SpanKind.CONSUMER : SpanKind.SERVER;
	}

	/**
	 * Returns the value of {@code faas.trigger}.
	 */
	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
