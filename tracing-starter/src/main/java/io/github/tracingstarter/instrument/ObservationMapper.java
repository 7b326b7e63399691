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
 * Declare it as a bean. Parent, propagation, scope, failure and end of the span are
 * handled for all of them; observations without a mapper become spans as in Micrometer.
 *
 * @param <T> the observation context
 */
public interface ObservationMapper<T extends Observation.Context> {

	/**
	 * The type of the observation contexts that this mapper describes.
	 * @return the type, or a supertype where {@link #supports} tells them apart
	 */
	Class<T> contextType();

	/**
	 * Returns whether this mapper describes an observation.
	 * @param context the context, whose name is known from the start of the observation
	 * on
	 * @return true for all contexts of the type, unless overridden
	 */
	default boolean supports(T context) {
		return true;
	}

	/**
	 * Returns whether an observation creates no span. Its metrics remain, and its
	 * children belong to the enclosing span.
	 * @param context the context of an observation that starts
	 * @return false, unless overridden
	 */
	default boolean isNoise(T context) {
		return false;
	}

	/**
	 * How long an observation must take, or fail, to have a span. The span is made when
	 * it stops, so what happens within belongs to the enclosing span, as with noise.
	 * @param context the context of an observation that starts
	 * @return zero, unless overridden: it has a span from the start
	 */
	default Duration threshold(T context) {
		return Duration.ZERO;
	}

	/**
	 * Returns whether an event of an observation says nothing that is worth recording.
	 * @param event the event
	 * @return false, unless overridden
	 */
	default boolean isNoise(Observation.Event event) {
		return false;
	}

	/**
	 * Returns whether an observation is excluded, and with it all that happens within.
	 * @param context the context of an observation that starts
	 * @return false, unless overridden
	 */
	default boolean isExcluded(T context) {
		return false;
	}

	/**
	 * Returns whether the parent is the span of the enclosing observation, even if
	 * another span is current, as where a library opens no scope for the former.
	 * @return false, unless overridden: the current span is the parent
	 */
	default boolean belongsToParentObservation() {
		return false;
	}

	/**
	 * The kind of the span.
	 * @param context the context of an observation that starts
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
	 * The name of the span, of low cardinality.
	 * @param context the context of an observation that starts
	 * @return the name of the observation, unless overridden
	 */
	default String name(T context) {
		return String.valueOf(context.getName());
	}

	/**
	 * Adds to the context in which the span starts what rules ask for and attributes do
	 * not have, such as the headers of a request.
	 * @param context the context of an observation that starts
	 * @param parent the context that holds the parent, or none
	 * @return the same, unless overridden
	 */
	default Context starting(T context, Context parent) {
		return parent;
	}

	/**
	 * Adds what is known when the observation starts. Samplers see it.
	 * @param context the context
	 * @param attributes the attributes of the span; null values are left out
	 */
	default void describe(T context, AttributesBuilder attributes) {
	}

	/**
	 * Marks the span as failed with the exception that an observation was given.
	 * @param context the context
	 * @param span the span
	 * @param error the exception
	 */
	default void fail(T context, Span span, Throwable error) {
		Spans.fail(span, failure(error));
	}

	/**
	 * Adds what is known only when the observation stops, such as a failure without an
	 * exception.
	 * @param context the context
	 * @param span the span, which is recorded
	 */
	default void complete(T context, Span span) {
	}

	/**
	 * The exception that the span records.
	 * @param error the exception of the observation
	 * @return the same, unless the library wraps those of the application
	 */
	default Throwable failure(Throwable error) {
		return error;
	}

	/**
	 * The exception that customizers are told of.
	 * @param context the context of an observation that stops
	 * @return that of the observation, unless overridden
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
	 * Called when an observation stops, also where it has no span.
	 * @param context the context
	 * @param nanos how long it took, in nanoseconds
	 * @param trace the context with the span, or the current one
	 */
	default void measured(T context, long nanos, Context trace) {
	}

	/**
	 * Has the customizers of the application asked about these spans.
	 * @param <O> what a span is made for
	 * @param instrumenter makes the spans
	 * @param context gives the context of the observation
	 * @return the same, unless there are customizers
	 */
	default <O> Instrumenter<O> customized(Instrumenter<O> instrumenter, Function<O, T> context) {
		return instrumenter;
	}

	/**
	 * Prepares for a span that may be withheld, so that it is exported all the same as
	 * soon as another one below it is.
	 * @param context the context of an observation that starts
	 * @param parent the context that holds the parent, or none
	 * @return what keeps the span, or null, unless overridden: what is withheld is lost
	 */
	default @Nullable ProvisionalSpan provisional(T context, Context parent) {
		return null;
	}

	/**
	 * Returns whether a span is not worth exporting after all. It is not ended.
	 * @param context the context of an observation that stops
	 * @param span the span, completed
	 * @return false, unless overridden
	 */
	default boolean isWithheld(T context, Span span) {
		return false;
	}

	/**
	 * The keys of the library's own convention for which {@link #describe} has others.
	 * All other key values, which come from the application's conventions and filters,
	 * become attributes.
	 * @return keys that are left out
	 */
	default Set<String> replacedKeys() {
		return Set.of();
	}

	/**
	 * Returns whether a key is one of these, for libraries that number their keys.
	 * @param key the key
	 * @return whether it is left out
	 */
	default boolean isReplaced(String key) {
		return replacedKeys().contains(key);
	}

	/**
	 * The contextual name of the library's own convention, for which {@link #name} has
	 * another. A different one comes from the application, and becomes the name of the
	 * span.
	 * @param context the context of an observation that stops
	 * @return the name that is left out, or null
	 */
	default @Nullable String replacedName(T context) {
		return null;
	}

	/**
	 * The library's own convention, if {@link #replacedKeys} has all of its keys. Where
	 * observations become spans and nothing else, it is not asked.
	 * @return the convention, or null if it is asked everywhere
	 */
	default @Nullable ObservationConvention<T> replacedConvention() {
		return null;
	}

	/**
	 * The name under which a message carries a header of the propagator.
	 * @param name the name of the header, such as {@code traceparent}
	 * @return the same, unless the technology restricts names
	 */
	default String header(String name) {
		return name;
	}

}
