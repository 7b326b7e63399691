package io.github.tracingstarter.instrument.jedis;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Jedis.
 *
 * @param enabled Whether to trace Redis commands of Jedis.
 * @param withoutParent Whether to trace commands that run outside any trace, such as
 * those of a health check.
 */
@ConfigurationProperties("tracing.jedis")
record JedisTracingProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean withoutParent) {

}
