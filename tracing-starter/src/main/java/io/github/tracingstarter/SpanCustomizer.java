package io.github.tracingstarter;

import org.jspecify.annotations.Nullable;

/**
 * Customizes the spans of one kind. Declare a bean of the interface for that kind:
 * {@link ServletSpanCustomizer}, {@link WebFluxSpanCustomizer},
 * {@link ClientSpanCustomizer} or {@link SqlSpanCustomizer}. Several beans are called in
 * their order. They run as part of each request, call or statement and should be fast. An
 * exception from one is logged once and does not reach the application.
 *
 * @param <Q> the request or statement that the span describes
 * @param <S> the response
 */
@FunctionalInterface
public interface SpanCustomizer<Q, S> {

	/**
	 * Customizes a recorded span before it ends.
	 * @param span the span
	 * @param request the request
	 * @param response the response, or null if there is none
	 * @param error the exception that ended the operation, or null
	 */
	void customize(SpanEditor span, Q request, @Nullable S response, @Nullable Throwable error);

	/**
	 * Customizes a span before it starts, so that sampling knows the attributes.
	 * @param span the span; sampling does not know a name that is set here
	 * @param request the request
	 */
	default void start(SpanEditor span, Q request) {
	}

	/**
	 * Decides whether to create a span. A request to the application that has no span is
	 * not traced at all: its calls and statements have no spans either.
	 * @param request the request
	 * @return false to create no span
	 */
	default boolean isTraced(Q request) {
		return true;
	}

}
