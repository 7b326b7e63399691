package io.github.tracingstarter.instrument.redis;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Redis.
 *
 * @param enabled Whether to trace Redis commands. Their metrics are not affected.
 * @param withoutParent Whether to trace commands that run outside any trace, such as
 * those of a health check or a new connection.
 */
@ConfigurationProperties("tracing.redis")
record RedisProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean withoutParent) {

}
