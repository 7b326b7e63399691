package io.github.tracingstarter.instrument;

import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Describes the spans of one technology that Spring observes, with OpenTelemetry's names.
 * Declare it as a bean. The parent, propagation, scope, failure and end of the span are
 * handled for all technologies. Observations without a mapper become spans as in
 * Micrometer.
 *
 * @param <T> the observation context
 */
public interface ObservationMapper<T extends Observation.Context> {

	/**
	 * Creates a mapper for observations that create no spans.
	 * @param <T> the observation context
	 * @param type the type of the observation contexts
	 * @return the mapper
	 */
	static <T extends Observation.Context> ObservationMapper<T> noise(Class<T> type) {
		return new ObservationMapper<>() {

			@Override
			public Class<T> contextType() {
				return type;
			}

			@Override
			public boolean isNoise(T context) {
				return true;
			}

		};
	}

	/**
	 * Returns the type of the observation contexts that this mapper describes.
	 * @return the type, or a supertype if {@link #supports} tells them apart
	 */
	Class<T> contextType();

	/**
	 * Returns whether this mapper describes an observation.
	 * @param context the context, whose name is known once the observation has started
	 * @return true for all contexts of the type, unless overridden
	 */
	default boolean supports(T context) {
		return true;
	}

	/**
	 * Returns whether an observation creates no span. Its metrics remain, and its
	 * children become children of the enclosing span.
	 * @param context the context of a starting observation
	 * @return false, unless overridden
	 */
	default boolean isNoise(T context) {
		return false;
	}

	/**
	 * Returns how long an observation must take to have a span, unless it fails. The span
	 * is created when it stops, so spans within it are children of the enclosing span, as
	 * with noise.
	 * @param context the context of a starting observation
	 * @return zero, unless overridden: the span is created at the start
	 */
	default Duration threshold(T context) {
		return Duration.ZERO;
	}

	/**
	 * Returns whether an event of an observation is not worth recording.
	 * @param event the event
	 * @return false, unless overridden
	 */
	default boolean isNoise(Observation.Event event) {
		return false;
	}

	/**
	 * Returns whether an observation is excluded, with everything that happens within it.
	 * @param context the context of a starting observation
	 * @return false, unless overridden
	 */
	default boolean isExcluded(T context) {
		return false;
	}

	/**
	 * Returns whether the parent is the span of the enclosing observation even if another
	 * span is current, for libraries that open no scope for the enclosing observation.
	 * @return false, unless overridden: the current span is the parent
	 */
	default boolean belongsToParentObservation() {
		return false;
	}

	/**
	 * Returns the kind of the span.
	 * @param context the context of a starting observation
	 * @return the kind that the context itself names, unless overridden
	 */
	default SpanKind kind(T context) {
		if (context instanceof SenderContext<?> sender) {
			return SpanKind.valueOf(sender.getKind().name());
		}
		return (context instanceof ReceiverContext<?> receiver) ? SpanKind.valueOf(receiver.getKind().name())
				: SpanKind.INTERNAL;
	}

	/**
	 * Returns the name of the span, which must have low cardinality.
	 * @param context the context of a starting observation
	 * @return the name of the observation, unless overridden
	 */
	default String name(T context) {
		return String.valueOf(context.getName());
	}

	/**
	 * Adds values that rules read but that are not attributes, such as the headers of a
	 * request, to the context in which the span starts.
	 * @param context the context of a starting observation
	 * @param parent the context that holds the parent, or none
	 * @return the same, unless overridden
	 */
	default Context starting(T context, Context parent) {
		return parent;
	}

	/**
	 * Adds the attributes that are known when the observation starts. Samplers can read
	 * them.
	 * @param context the context
	 * @param attributes the attributes of the span; null values are left out
	 */
	default void describe(T context, AttributesBuilder attributes) {
	}

	/**
	 * Marks the span as failed with the exception that the observation has received.
	 * @param context the context
	 * @param span the span
	 * @param error the exception
	 */
	default void fail(T context, Span span, Throwable error) {
		Spans.fail(span, failure(error));
	}

	/**
	 * Adds details that are known only when the observation stops, such as a failure
	 * without an exception.
	 * @param context the context
	 * @param span the span, which is recorded
	 */
	default void complete(T context, Span span) {
	}

	/**
	 * Returns the exception that the span records.
	 * @param error the exception of the observation
	 * @return the same exception, unless the library wraps the application's exceptions
	 */
	default Throwable failure(Throwable error) {
		return error;
	}

	/**
	 * Returns the exception that is passed to customizers.
	 * @param context the context of a stopping observation
	 * @return the exception of the observation, unless overridden
	 */
	default @Nullable Throwable error(T context) {
		return context.getError();
	}

	/**
	 * Returns whether {@link #measured} is called.
	 * @return false, unless overridden
	 */
	default boolean isMeasured() {
		return false;
	}

	/**
	 * Called when an observation stops, even if it has no span.
	 * @param context the context
	 * @param nanos the duration in nanoseconds
	 * @param trace the context with the span, or the current one
	 */
	default void measured(T context, long nanos, Context trace) {
	}

	/**
	 * Adds the application's customizers for these spans.
	 * @param <O> the operation that a span describes
	 * @param instrumenter creates the spans
	 * @param context returns the context of the observation
	 * @return the same instrumenter, unless there are customizers
	 */
	default <O> Instrumenter<O> customized(Instrumenter<O> instrumenter, Function<O, T> context) {
		return instrumenter;
	}

	/**
	 * Prepares for a span that may be withheld, so that it is exported after all as soon
	 * as a span below it is.
	 * @param context the context of a starting observation
	 * @param parent the context that holds the parent, or none
	 * @return the provisional span; unless overridden, null, so that a withheld span is
	 * lost
	 */
	default @Nullable ProvisionalSpan provisional(T context, Context parent) {
		return null;
	}

	/**
	 * Returns whether a span turns out not to be worth exporting. If so, it is not ended.
	 * @param context the context of a stopping observation
	 * @param span the span, completed
	 * @return false, unless overridden
	 */
	default boolean isWithheld(T context, Span span) {
		return false;
	}

	/**
	 * Returns the keys of the library's own convention that {@link #describe} replaces
	 * with others. All other key values come from the application's conventions and
	 * filters and become attributes.
	 * @return the keys to leave out
	 */
	default Set<String> replacedKeys() {
		return Set.of();
	}

	/**
	 * Returns whether a key is one of the replaced keys, for libraries that number their
	 * keys.
	 * @param key the key
	 * @return whether to leave it out
	 */
	default boolean isReplaced(String key) {
		return replacedKeys().contains(key);
	}

	/**
	 * Returns the contextual name of the library's own convention, which {@link #name}
	 * replaces. Any other contextual name comes from the application and becomes the name
	 * of the span.
	 * @param context the context of a stopping observation
	 * @return the name to leave out, or null
	 */
	default @Nullable String replacedName(T context) {
		return null;
	}

	/**
	 * Returns the library's own convention, if {@link #replacedKeys} contains all of its
	 * keys. It is not called if observations become spans and nothing else.
	 * @return the convention, or null if it is always called
	 */
	default @Nullable ObservationConvention<T> replacedConvention() {
		return null;
	}

	/**
	 * Returns the name under which a message carries a header of the propagator.
	 * @param name the name of the header, such as {@code traceparent}
	 * @return the same name, unless the technology restricts names
	 */
	default String header(String name) {
		return name;
	}

	/**
	 * Writes a header of the propagator to a message that is sent.
	 * @param context the context of a starting observation
	 * @param name the name under which the message carries it
	 * @param value the value
	 * @return whether it has been written; unless overridden, false, so that the context
	 * writes it
	 */
	default boolean writes(T context, String name, String value) {
		return false;
	}

	/**
	 * Returns whether somebody calls, and may not be trusted. What is a message has no
	 * caller.
	 * @return whether {@link #caller} is asked
	 */
	default boolean isCalled() {
		return false;
	}

	/**
	 * Returns the IP address of the caller.
	 * @param context the context of a starting observation
	 * @return the address, or null if it is not known
	 */
	default @Nullable String caller(T context) {
		return null;
	}

}
