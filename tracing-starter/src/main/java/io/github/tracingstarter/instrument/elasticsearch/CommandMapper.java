package io.github.tracingstarter.instrument.elasticsearch;

import io.github.tracingstarter.instrument.NamedObservationMapper;
import io.micrometer.observation.Observation;

/**
 * Creates no spans for the commands that Spring Data observes since 6.1. Each is one
 * request of the client, whose span has more details.
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
