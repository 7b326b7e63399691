package io.github.tracingstarter.instrument;

import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a convention whose key values a mapper would leave out, so that they are not
 * created.
 *
 * @param <T> the observation context
 */
final class ReplacedConvention<T extends Observation.Context> implements GlobalObservationConvention<T> {

	private final Class<T> contextType;

	private final @Nullable String name;

	private ReplacedConvention(Class<T> contextType, @Nullable String name) {
		this.contextType = contextType;
		this.name = name;
	}

	/**
	 * Creates a convention.
	 * @param mapper the mapper
	 * @return the convention, or null if the mapper does not replace one
	 */
	static <T extends Observation.Context> @Nullable ReplacedConvention<T> of(ObservationMapper<T> mapper) {
		ObservationConvention<T> replaced = mapper.replacedConvention();
		return (replaced != null) ? new ReplacedConvention<>(mapper.contextType(), replaced.getName()) : null;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return this.contextType.isInstance(context);
	}

	@Override
	public @Nullable String getName() {
		return this.name;
	}

}
