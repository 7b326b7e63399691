package io.github.tracingstarter.instrument.graphql;

import java.util.Set;

import io.github.tracingstarter.instrument.ObservationMapper;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.graphql.observation.DataLoaderObservationContext;

/**
 * The spans of data loaders, where they are wanted.
 */
final class DataLoaderMapper implements ObservationMapper<DataLoaderObservationContext> {

	private final boolean wanted;

	DataLoaderMapper(boolean wanted) {
		this.wanted = wanted;
	}

	@Override
	public Class<DataLoaderObservationContext> contextType() {
		return DataLoaderObservationContext.class;
	}

	@Override
	public boolean isNoise(DataLoaderObservationContext context) {
		return !this.wanted;
	}

	@Override
	public boolean belongsToParentObservation() {
		return true;
	}

	@Override
	public String name(DataLoaderObservationContext context) {
		return "data loader";
	}

	@Override
	public void describe(DataLoaderObservationContext context, AttributesBuilder attributes) {
		attributes.put("graphql.loader.size", (long) context.getKeys().size());
	}

	@Override
	public Set<String> replacedKeys() {
		return Set.of("graphql.loader.size", "graphql.outcome", "graphql.error.type");
	}

	@Override
	public @Nullable String replacedName(DataLoaderObservationContext context) {
		String name = context.getContextualName();
		return (name != null && name.startsWith("graphql ")) ? name : null;
	}

}
