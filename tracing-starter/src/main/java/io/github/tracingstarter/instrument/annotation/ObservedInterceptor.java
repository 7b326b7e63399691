package io.github.tracingstarter.instrument.annotation;

import java.lang.reflect.Method;

import io.github.tracingstarter.instrument.MethodResult;
import io.github.tracingstarter.instrument.annotation.AnnotationInterceptor.Call;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.annotation.Observed;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Observes methods like Micrometer's aspect, with the same names and metrics.
 */
final class ObservedInterceptor {

	private final ObjectProvider<ObservationRegistry> registry;

	ObservedInterceptor(ObjectProvider<ObservationRegistry> registry) {
		this.registry = registry;
	}

	@Nullable Object invoke(Observed observed, Method method, Class<?> type, Call call) throws Throwable {
		ObservationRegistry registry = this.registry.getIfAvailable();
		if (registry == null || registry.isNoop()) {
			return call.proceed();
		}
		Observation observation = create(observed, method, type, registry).start();
		Observation.Scope scope = observation.openScope();
		try {
			return MethodResult.follow(call.proceed(), new MethodResult.Listener() {

				@Override
				public void ended(@Nullable Throwable failure) {
					stop(observation, failure);
				}

				@Override
				public Scope open() {
					return observation.openScope()::close;
				}

				@Override
				public Object key() {
					return ObservationThreadLocalAccessor.KEY;
				}

				@Override
				public Object value() {
					return observation;
				}

				@Override
				public @Nullable Context trace() {
					return null;
				}

			});
		}
		catch (Throwable ex) {
			stop(observation, ex);
			throw ex;
		}
		finally {
			scope.close();
		}
	}

	private static Observation create(Observed observed, Method method, Class<?> type, ObservationRegistry registry) {
		String name = observed.name().isEmpty() ? "method.observed" : observed.name();
		String contextualName = observed.contextualName().isEmpty()
				? method.getDeclaringClass().getSimpleName() + "#" + method.getName() : observed.contextualName();
		return Observation.createNotStarted(name, () -> new ObservedMethodContext(type, method), registry)
			.contextualName(contextualName)
			.lowCardinalityKeyValue(ObservedMethodMapper.CLASS, method.getDeclaringClass().getName())
			.lowCardinalityKeyValue(ObservedMethodMapper.METHOD, method.getName())
			.lowCardinalityKeyValues(KeyValues.of(observed.lowCardinalityKeyValues()));
	}

	private static void stop(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			observation.error(failure);
		}
		observation.stop();
	}

}
