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
 * An observation with the mapper that describes it, and its span if it has one.
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

	/** When the measured operation began, or 0 if it is not measured. */
	private final long measured;

	/** Null unless the span may be withheld. */
	private @Nullable ProvisionalSpan provisional;

	/** Null unless the observation has a span only if it takes long enough. */
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
	 * Reports how long the observation took to its mapper.
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
	 * Starts to measure the duration if the span depends on it.
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
	 * Creates the span of an observation that has waited for its end, if it took long
	 * enough or failed.
	 * @param instrumenter creates the span
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
	 * Returns whether the observation is of an incoming request or message.
	 */
	boolean comesIn() {
		return kind() == SpanKind.SERVER || kind() == SpanKind.CONSUMER;
	}

	/**
	 * Returns the context in which the span starts, with the values that rules read.
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
	 * Returns the context in which the span starts, which is the parent's unless the span
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
	 * @return false if the span is to be ended
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
	 * The details of an observation until it is decided whether it has a span.
	 *
	 * @param threshold how many nanoseconds the observation must take to have a span
	 * @param parent the context that holds the parent of its span
	 * @param start when the observation started
	 * @param nanoTime the same time by {@link System#nanoTime()}, to measure the duration
	 */
	private record Waiting(long threshold, Context parent, Instant start, long nanoTime) {

		long epochNanos() {
			return this.start.getEpochSecond() * 1_000_000_000L + this.start.getNano();
		}

	}

}
