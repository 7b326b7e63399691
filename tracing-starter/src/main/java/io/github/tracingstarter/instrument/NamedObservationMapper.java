package io.github.tracingstarter.instrument;

import io.micrometer.observation.Observation;

/**
 * Describes observations that have no context type of their own, so that their name tells
 * them apart.
 */
public class NamedObservationMapper implements ObservationMapper<Observation.Context> {

	private final String prefix;

	/**
	 * Creates a mapper of what a library observes.
	 * @param prefix the prefix of the names of its observations, with the dot
	 */
	public NamedObservationMapper(String prefix) {
		this.prefix = prefix;
	}

	@Override
	public final Class<Observation.Context> contextType() {
		return Observation.Context.class;
	}

	@Override
	public final boolean supports(Observation.Context context) {
		String name = context.getName();
		return name != null && name.startsWith(this.prefix);
	}

}
