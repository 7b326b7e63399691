package io.github.tracingstarter.instrument.transaction;

import java.util.Locale;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;

/**
 * The outcome of a transaction.
 */
enum Outcome {

	COMMITTED, ROLLED_BACK,

	/** Neither was done, or it failed. */
	UNKNOWN;

	private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("tracing.transaction.outcome");

	private final String text = name().toLowerCase(Locale.ROOT);

	void describe(Span span) {
		span.setAttribute(OUTCOME, this.text);
	}

}
