package io.github.tracingstarter.instrument.http;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;

/**
 * Turns an observation off if only tracing would use it, because its span is created
 * elsewhere.
 */
public final class UnwantedObservationPredicate implements ObservationPredicate {

	private final Class<? extends Observation.Context> contextType;

	private final ObservationDemand demand;

	/**
	 * Creates the predicate.
	 * @param contextType the observation context to turn off
	 * @param demand determines whether the observation is needed
	 */
	public UnwantedObservationPredicate(Class<? extends Observation.Context> contextType, ObservationDemand demand) {
		this.contextType = contextType;
		this.demand = demand;
	}

	@Override
	public boolean test(String name, Observation.Context context) {
		return !this.contextType.isInstance(context) || context instanceof ObservationDemand.Question
				|| this.demand.isWanted();
	}

}
