package io.github.tracingstarter.instrument.mongodb;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of MongoDB.
 *
 * @param enabled Whether to trace MongoDB commands.
 * @param withoutParent Whether to trace commands that run outside any trace, such as
 * those of a health check.
 */
@ConfigurationProperties("tracing.mongodb")
record MongoTracingProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean withoutParent) {

}
