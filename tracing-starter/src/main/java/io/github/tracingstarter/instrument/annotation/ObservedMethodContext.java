package io.github.tracingstarter.instrument.annotation;

import java.lang.reflect.Method;

import io.micrometer.observation.Observation;

/**
 * The call of a method that is annotated with {@code @Observed}.
 */
final class ObservedMethodContext extends Observation.Context {

	private final Class<?> type;

	private final Method method;

	ObservedMethodContext(Class<?> type, Method method) {
		this.type = type;
		this.method = method;
	}

	String function() {
		return AnnotatedSpan.function(this.type, this.method);
	}

}
