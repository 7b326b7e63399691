package io.github.tracingstarter.instrument.graphql;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of GraphQL.
 *
 * @param enabled Whether to trace GraphQL operations. If false, their observations create
 * no spans.
 * @param dataFetchers Whether data fetchers that are not trivial, and data loaders, have
 * their own spans if they are slow.
 * @param dataFetcherThreshold How long a data fetcher or data loader must take to have a
 * span, unless it fails. Spans of its work are below the span of the operation. With 0,
 * each has a span, with the spans of its work below it.
 */
@ConfigurationProperties("tracing.graphql")
record GraphQlProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean dataFetchers,
		@DefaultValue("10ms") Duration dataFetcherThreshold) {

}
