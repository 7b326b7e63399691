package io.github.tracingstarter.instrument.elasticsearch;

import io.github.tracingstarter.instrument.NamedObservationMapper;
import io.micrometer.observation.Observation;

/**
 * Leaves out the spans of what Spring Data observes from 6.1 on: each of these commands
 * is one request of the client, which has a span that says more.
 */
final class CommandMapper extends NamedObservationMapper {

	CommandMapper() {
		super("spring.data.elasticsearch.");
	}

	@Override
	public boolean isNoise(Observation.Context context) {
		return true;
	}

}
