package io.github.tracingstarter.instrument;

import io.micrometer.observation.Observation;

/**
 * Describes observations that have no context type of their own and are told apart by
 * name.
 */
public class NamedObservationMapper implements ObservationMapper<Observation.Context> {

	private final String prefix;

	/**
	 * Creates a mapper for the observations of a library.
	 * @param prefix the prefix of their names, with the dot
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
