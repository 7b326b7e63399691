package io.github.tracingstarter.instrument.security;

import io.github.tracingstarter.instrument.ObservationMapper;
import io.micrometer.observation.Observation;

/**
 * Keeps out the spans of Spring Security, which are more than half of all in an
 * application that has it and tell nothing of the request.
 */
final class SecurityMapper implements ObservationMapper<Observation.Context> {

	private final SecurityProperties properties;

	SecurityMapper(SecurityProperties properties) {
		this.properties = properties;
	}

	@Override
	public Class<Observation.Context> contextType() {
		return Observation.Context.class;
	}

	@Override
	public boolean supports(Observation.Context context) {
		String name = context.getName();
		return name != null && name.startsWith("spring.security.");
	}

	@Override
	public boolean isNoise(Observation.Context context) {
		return !this.properties.enabled();
	}

}
