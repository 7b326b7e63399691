package io.github.tracingstarter.instrument.observation;

import java.util.function.Predicate;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationView;

/**
 * Which observations are to make no span.
 *
 * @param properties what the application wants to see all the same
 */
record Noise(ObservationProperties properties) implements Predicate<Observation.Context> {

	private static final String SECURITY = "spring.security.";

	@Override
	public boolean test(Observation.Context context) {
		String name = context.getName();
		if (name == null) {
			return false;
		}
		if (name.equals(RedisObservations.NAME)) {
			return !this.properties.redisWithoutParent() && isOutsideATrace(context);
		}
		return !this.properties.security() && name.startsWith(SECURITY);
	}

	/**
	 * A command is observed on a thread of the client, so only its parent tells where it
	 * came from.
	 */
	private static boolean isOutsideATrace(Observation.Context context) {
		ObservationView parent = context.getParentObservation();
		return parent == null;
	}

}
