package io.github.tracingstarter.instrument.redis;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Redis.
 *
 * @param enabled whether Redis commands have spans; their metrics are there in any case
 * @param withoutParent whether commands outside a trace, such as those of a health check
 * or a new connection, begin one
 */
@ConfigurationProperties("tracing.redis")
record RedisProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean withoutParent) {

}
