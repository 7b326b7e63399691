package io.github.tracingstarter.instrument.graphql;

import java.time.Duration;
import java.util.Set;

import io.github.tracingstarter.instrument.ObservationMapper;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.graphql.observation.DataLoaderObservationContext;

/**
 * Describes the spans of slow data loaders.
 */
final class DataLoaderMapper implements ObservationMapper<DataLoaderObservationContext> {

	private final GraphQlProperties properties;

	DataLoaderMapper(GraphQlProperties properties) {
		this.properties = properties;
	}

	@Override
	public Class<DataLoaderObservationContext> contextType() {
		return DataLoaderObservationContext.class;
	}

	@Override
	public boolean isNoise(DataLoaderObservationContext context) {
		return !this.properties.dataFetchers();
	}

	@Override
	public Duration threshold(DataLoaderObservationContext context) {
		return this.properties.dataFetcherThreshold();
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
