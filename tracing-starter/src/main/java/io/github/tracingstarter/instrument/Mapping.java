package io.github.tracingstarter.instrument;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

import io.micrometer.observation.Observation;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * An observation with the mapper that describes it, and its span unless it makes none.
 *
 * @param <T> the observation context
 */
final class Mapping<T extends Observation.Context> {

	final ObservationMapper<T> mapper;

	final T context;

	/** The senders of messages that are not the parent. */
	Collection<SpanContext> links = List.of();

	volatile @Nullable Span span;

	/** The context with the span. */
	volatile @Nullable Context trace;

	/** When what is measured has begun, or 0. */
	private final long measured;

	/** Set if the span may be withheld. */
	private @Nullable ProvisionalSpan provisional;

	/** Set if it has a span only where it takes long. */
	private @Nullable Waiting waiting;

	private Mapping(ObservationMapper<T> mapper, T context) {
		this.mapper = mapper;
		this.measured = mapper.isMeasured() ? System.nanoTime() : 0;
		this.context = context;
	}

	static <T extends Observation.Context> Mapping<T> of(ObservationMapper<T> mapper, Observation.Context context) {
		return new Mapping<>(mapper, mapper.contextType().cast(context));
	}

	boolean isMeasured() {
		return this.measured != 0;
	}

	/**
	 * Tells how long it took.
	 */
	void measure() {
		Context trace = this.trace;
		this.mapper.measured(this.context, System.nanoTime() - this.measured,
				(trace != null) ? trace : Context.current());
	}

	boolean isNoise() {
		return this.mapper.isNoise(this.context);
	}

	/**
	 * Begins to measure the time if the span depends on it.
	 * @param parent the context that holds the parent of the span, if there will be one
	 * @return false if there is a span in any case
	 */
	boolean waits(Context parent) {
		long threshold = this.mapper.threshold(this.context).toNanos();
		if (threshold <= 0) {
			return false;
		}
		this.waiting = new Waiting(threshold, parent, Instant.now(), System.nanoTime());
		this.trace = parent;
		return true;
	}

	/**
	 * Makes the span of what has waited for its end, if it took long enough or failed.
	 * @param instrumenter makes the span
	 */
	void stop(Instrumenter<Mapping<?>> instrumenter) {
		Waiting waiting = this.waiting;
		if (waiting == null) {
			return;
		}
		long duration = System.nanoTime() - waiting.nanoTime();
		Throwable error = this.context.getError();
		Span late = (duration >= waiting.threshold() || error != null)
				? instrumenter.start(waiting.parent(), this, waiting.epochNanos()) : null;
		if (late != null) {
			if (error != null) {
				fail(late, error);
			}
			instrumenter.describe(late, this, error);
			instrumenter.end(late, waiting.epochNanos() + duration);
		}
	}

	boolean isNoise(Observation.Event event) {
		return this.mapper.isNoise(event);
	}

	boolean isExcluded() {
		return this.mapper.isExcluded(this.context);
	}

	SpanKind kind() {
		return this.mapper.kind(this.context);
	}

	/**
	 * Whether a request or message comes in.
	 */
	boolean comesIn() {
		return kind() == SpanKind.SERVER || kind() == SpanKind.CONSUMER;
	}

	/**
	 * The context in which the span starts, with what rules ask for.
	 */
	Context starting(Context parent) {
		return this.mapper.starting(this.context, parent);
	}

	String name() {
		return this.mapper.name(this.context);
	}

	void describe(AttributesBuilder attributes) {
		this.mapper.describe(this.context, attributes);
	}

	@Nullable Throwable error() {
		return this.mapper.error(this.context);
	}

	void fail(Span span, Throwable error) {
		this.mapper.fail(this.context, span, error);
	}

	/**
	 * The context in which the span starts, which is that of its parent unless the span
	 * may be withheld.
	 */
	Context in(Context parent) {
		ProvisionalSpan provisional = this.mapper.provisional(this.context, parent);
		this.provisional = provisional;
		return (provisional != null) ? provisional.in(parent) : parent;
	}

	void started(Span span, Context parent) {
		if (this.provisional != null) {
			this.provisional.started(span);
		}
		this.span = span;
		this.trace = parent.with(span);
	}

	/**
	 * Withholds the span if it is not worth exporting.
	 * @return false if it is to end
	 */
	boolean withholds(Span span) {
		ProvisionalSpan provisional = this.provisional;
		if (this.mapper.isWithheld(this.context, span)) {
			return provisional == null || provisional.withhold(span);
		}
		if (provisional != null) {
			provisional.export();
		}
		return false;
	}

	void complete(Span span) {
		this.mapper.complete(this.context, span);
	}

	@Nullable String replacedName() {
		return this.mapper.replacedName(this.context);
	}

	/**
	 * What is known of an observation until it is known whether it has a span.
	 *
	 * @param threshold how many nanoseconds it must take
	 * @param parent the context that holds the parent of its span
	 * @param start when it started
	 * @param nanoTime the same, to measure how long it takes
	 */
	private record Waiting(long threshold, Context parent, Instant start, long nanoTime) {

		long epochNanos() {
			return this.start.getEpochSecond() * 1_000_000_000L + this.start.getNano();
		}

	}

}
