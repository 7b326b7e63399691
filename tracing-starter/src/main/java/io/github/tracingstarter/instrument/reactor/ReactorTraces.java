package io.github.tracingstarter.instrument.reactor;

import io.github.tracingstarter.instrument.ObservedTrace;
import io.github.tracingstarter.instrument.SubscribedTrace;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.core.Scannable;
import reactor.util.context.ContextView;

/**
 * Finds the trace of a subscriber: that of the observation in its context, where Spring
 * and Micrometer put it, or of a method's span nearer to it, or that of the thread that
 * subscribed.
 */
final class ReactorTraces {

	/**
	 * The key under which a context has the trace of the thread that subscribed.
	 */
	static final Object KEY = "io.github.tracingstarter.trace";

	private ReactorTraces() {
	}

	/**
	 * Returns the trace in a context.
	 * @param context the context of a subscriber
	 * @return the context with the span, or null if there is none
	 */
	static @Nullable Context of(ContextView context) {
		if (context.isEmpty()) {
			return null;
		}
		Object observation = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
		SubscribedTrace nearer = context.getOrDefault(SubscribedTrace.class, null);
		if (nearer != null && nearer.observation() == observation) {
			return nearer.trace();
		}
		Context trace = (observation instanceof Observation current) ? ObservedTrace.of(current) : null;
		return (trace != null) ? trace : context.getOrDefault(KEY, null);
	}

	/**
	 * Returns whether a publisher repeats and nothing waits for it, so that it is not
	 * part of the trace in which it happens to begin.
	 * @param publisher the publisher
	 * @param subscriber its subscriber
	 * @return whether the publisher outlives the trace of the current thread
	 */
	static boolean isDetached(Object publisher, Object subscriber) {
		return isRepeated(Scannable.from(publisher)) && isDetached(Scannable.from(subscriber));
	}

	private static boolean isRepeated(Scannable publisher) {
		return isRepeated(publisher.getClass())
				|| publisher.parents().anyMatch((parent) -> isRepeated(parent.getClass()));
	}

	private static boolean isRepeated(Class<?> type) {
		String name = type.getSimpleName();
		return name.equals("FluxInterval") || name.startsWith("FluxRepeat") || name.startsWith("MonoRepeat");
	}

	private static boolean isDetached(Scannable subscriber) {
		return isDetached(subscriber.getClass())
				|| subscriber.actuals().anyMatch((actual) -> isDetached(actual.getClass()));
	}

	private static boolean isDetached(Class<?> type) {
		return type.getSimpleName().equals("LambdaSubscriber") || type.getSimpleName().equals("LambdaMonoSubscriber");
	}

}
