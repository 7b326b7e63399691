package io.github.tracingstarter.instrument.transaction;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of reactive transactions as reported by managers, by the current span at
 * that time.
 */
final class ReactiveOutcomes {

	private static final Map<String, ReactiveOutcomes> running = new ConcurrentHashMap<>();

	private final String spanId;

	private volatile @Nullable Outcome outcome;

	private volatile @Nullable Throwable failure;

	private ReactiveOutcomes(Span span) {
		this.spanId = span.getSpanContext().getSpanId();
	}

	static ReactiveOutcomes of(Span span) {
		ReactiveOutcomes outcomes = new ReactiveOutcomes(span);
		running.put(outcomes.spanId, outcomes);
		return outcomes;
	}

	/**
	 * Records an outcome for the current span, if that is the span of a transaction.
	 */
	static void told(Outcome outcome, @Nullable Throwable failure) {
		ReactiveOutcomes outcomes = running.get(Span.current().getSpanContext().getSpanId());
		if (outcomes != null) {
			outcomes.outcome = outcome;
			outcomes.failure = failure;
		}
	}

	void cancelled() {
		if (this.outcome == null) {
			this.outcome = Outcome.ROLLED_BACK;
		}
	}

	@Nullable Throwable failure() {
		return this.failure;
	}

	/**
	 * Stops waiting for an outcome.
	 * @param expected the outcome if none was reported
	 * @return the outcome
	 */
	Outcome end(Outcome expected) {
		running.remove(this.spanId, this);
		Outcome outcome = this.outcome;
		return (outcome != null) ? outcome : expected;
	}

}
