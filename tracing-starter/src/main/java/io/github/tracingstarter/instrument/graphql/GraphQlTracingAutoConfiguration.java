package io.github.tracingstarter.instrument.graphql;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.graphql.observation.ExecutionRequestObservationContext;

/**
 * Auto-configuration of the spans of GraphQL, for which Boot enables Spring's
 * observations.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(ExecutionRequestObservationContext.class)
@EnableConfigurationProperties(GraphQlProperties.class)
@Instrumentation(id = "graphql", name = "GraphQL", description = "GraphQL operations.",
		type = "org.springframework.graphql.observation.ExecutionRequestObservationContext", library = "spring-graphql",
		nothing = "it is off")
public final class GraphQlTracingAutoConfiguration {

	@Bean
	OperationMapper tracingGraphQlOperationMapper(GraphQlProperties properties, TracingReport report) {
		if (properties.enabled()) {
			report.traced("GraphQL", "operations");
		}
		return new OperationMapper();
	}

	@Bean
	DataFetcherMapper tracingGraphQlDataFetcherMapper(GraphQlProperties properties) {
		return new DataFetcherMapper(properties);
	}

	@Bean
	DataLoaderMapper tracingGraphQlDataLoaderMapper(GraphQlProperties properties) {
		return new DataLoaderMapper(properties);
	}

}
