package io.github.tracingstarter.instrument.reactor;

import io.github.tracingstarter.instrument.ObservedTrace;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.core.Scannable;
import reactor.util.context.ContextView;

/**
 * Finds the trace of a subscriber: that of the observation in its context, as Spring and
 * Micrometer put it there, or that of the thread which subscribed.
 */
final class ReactorTraces {

	/**
	 * Where a context has the trace of the thread that subscribed.
	 */
	static final Object KEY = "io.github.tracingstarter.trace";

	private ReactorTraces() {
	}

	/**
	 * The trace that a context names.
	 * @param context the context of a subscriber
	 * @return the context with the span, or null if it names none
	 */
	static @Nullable Context of(ContextView context) {
		if (context.isEmpty()) {
			return null;
		}
		Object observation = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
		Context trace = (observation instanceof Observation current) ? ObservedTrace.of(current) : null;
		return (trace != null) ? trace : context.getOrDefault(KEY, null);
	}

	/**
	 * Returns whether nobody waits for what is subscribed to, and it repeats: it does not
	 * belong to the trace in which it happens to begin.
	 * @param publisher what is subscribed to
	 * @param subscriber who subscribes
	 * @return whether it outlives the trace of the current thread
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
