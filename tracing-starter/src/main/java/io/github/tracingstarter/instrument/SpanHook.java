package io.github.tracingstarter.instrument;

import java.util.function.Function;

import io.github.tracingstarter.SpanCustomizer;
import io.github.tracingstarter.SpanEditor;
import org.jspecify.annotations.Nullable;

/**
 * A customizer of the application that is called with the request and the response of an
 * operation.
 *
 * @param <O> the operation
 * @param <Q> the request
 * @param <S> the response
 * @param customizer the customizer
 * @param request returns the request of an operation
 * @param response returns the response of an operation, or null if there is none
 */
record SpanHook<O, Q, S>(SpanCustomizer<Q, S> customizer, Function<O, Q> request, Function<O, @Nullable S> response) {

	boolean isTraced(O operation) {
		return this.customizer.isTraced(this.request.apply(operation));
	}

	void start(SpanEditor span, O operation) {
		this.customizer.start(span, this.request.apply(operation));
	}

	void end(SpanEditor span, O operation, @Nullable Throwable error) {
		this.customizer.customize(span, this.request.apply(operation), this.response.apply(operation), error);
	}

}
