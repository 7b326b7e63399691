package io.github.tracingstarter.instrument.feign;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of OpenFeign.
 *
 * @param enabled Whether to trace calls by OpenFeign, and to send the headers of the
 * trace.
 */
@ConfigurationProperties("tracing.feign")
record FeignProperties(@DefaultValue("true") boolean enabled) {

}
