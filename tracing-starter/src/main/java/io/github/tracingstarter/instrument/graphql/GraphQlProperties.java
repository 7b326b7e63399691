package io.github.tracingstarter.instrument.graphql;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of GraphQL.
 *
 * @param enabled Whether to trace GraphQL operations. If false, their observations make
 * no spans.
 * @param dataFetchers Whether each data fetcher that is not trivial, and each data
 * loader, has a span of its own.
 */
@ConfigurationProperties("tracing.graphql")
record GraphQlProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean dataFetchers) {

}
