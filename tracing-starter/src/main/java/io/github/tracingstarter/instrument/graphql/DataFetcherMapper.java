package io.github.tracingstarter.instrument.graphql;

import java.time.Duration;
import java.util.Set;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLNamedOutputType;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.graphql.observation.DataFetcherObservationContext;

/**
 * Describes the spans of slow data fetchers. An operation calls a fetcher for each object
 * that it returns.
 */
final class DataFetcherMapper implements ObservationMapper<DataFetcherObservationContext> {

	private final GraphQlProperties properties;

	DataFetcherMapper(GraphQlProperties properties) {
		this.properties = properties;
	}

	@Override
	public Class<DataFetcherObservationContext> contextType() {
		return DataFetcherObservationContext.class;
	}

	@Override
	public boolean isNoise(DataFetcherObservationContext context) {
		return !this.properties.dataFetchers();
	}

	@Override
	public Duration threshold(DataFetcherObservationContext context) {
		return this.properties.dataFetcherThreshold();
	}

	@Override
	public boolean belongsToParentObservation() {
		return true;
	}

	@Override
	public String name(DataFetcherObservationContext context) {
		DataFetchingEnvironment environment = context.getEnvironment();
		String field = environment.getField().getName();
		return (environment.getParentType() instanceof GraphQLNamedOutputType type) ? type.getName() + "." + field
				: field;
	}

	@Override
	public void describe(DataFetcherObservationContext context, AttributesBuilder attributes) {
		attributes.put("graphql.field.path", context.getEnvironment().getExecutionStepInfo().getPath().toString());
	}

	@Override
	public Set<String> replacedKeys() {
		return Set.of("graphql.field.name", "graphql.field.path", "graphql.outcome", "graphql.error.type");
	}

	@Override
	public @Nullable String replacedName(DataFetcherObservationContext context) {
		String name = context.getContextualName();
		return (name != null && name.startsWith("graphql ")) ? name : null;
	}

}
