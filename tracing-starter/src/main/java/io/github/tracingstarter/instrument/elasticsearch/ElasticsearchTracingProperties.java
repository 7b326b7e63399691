package io.github.tracingstarter.instrument.elasticsearch;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Elasticsearch.
 *
 * @param enabled Whether to trace requests to Elasticsearch.
 * @param withoutParent Whether to trace requests that are sent outside any trace, such as
 * those of a health check.
 */
@ConfigurationProperties("tracing.elasticsearch")
record ElasticsearchTracingProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("false") boolean withoutParent) {

}
