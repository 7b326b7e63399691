package io.github.tracingstarter.instrument.cache;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of caches.
 *
 * @param enabled Whether hits and misses of methods with @Cacheable are events of the
 * enclosing span.
 * @param keys Whether the events have the key, which may identify a person.
 */
@ConfigurationProperties("tracing.cache")
record CacheTracingProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean keys) {

}
