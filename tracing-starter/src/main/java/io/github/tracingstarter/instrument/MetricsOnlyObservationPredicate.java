package io.github.tracingstarter.instrument;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.tracing.handler.TracingObservationHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Turns an observation off when nobody but tracing listens to it, as its span is made
 * elsewhere. With a meter registry there is a meter handler, and the observation lives.
 */
public final class MetricsOnlyObservationPredicate implements ObservationPredicate {

	private final Class<? extends Observation.Context> contextType;

	private final ObjectProvider<ObservationHandler<?>> handlers;

	private volatile @Nullable Boolean wanted;

	/**
	 * Creates the predicate.
	 * @param contextType the observation context to turn off
	 * @param handlers all observation handlers
	 */
	public MetricsOnlyObservationPredicate(Class<? extends Observation.Context> contextType,
			ObjectProvider<ObservationHandler<?>> handlers) {
		this.contextType = contextType;
		this.handlers = handlers;
	}

	@Override
	public boolean test(String name, Observation.Context context) {
		return !this.contextType.isInstance(context) || isWanted();
	}

	/**
	 * Whether anybody but tracing listens to observations.
	 * @return true also while that cannot be told
	 */
	public boolean isWanted() {
		Boolean known = this.wanted;
		if (known != null) {
			return known;
		}
		try {
			boolean wanted = this.handlers.stream()
				.anyMatch((handler) -> !(handler instanceof TracingObservationHandler<?>));
			this.wanted = wanted;
			return wanted;
		}
		catch (BeansException | IllegalStateException ex) {
			// Asked for the first time while the handlers are being created, or after
			// they were destroyed.
			return true;
		}
	}

}
