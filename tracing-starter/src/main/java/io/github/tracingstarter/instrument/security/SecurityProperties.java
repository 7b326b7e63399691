package io.github.tracingstarter.instrument.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Spring Security.
 *
 * @param enabled Whether to trace Spring Security's filters, authentications and
 * authorizations. Their metrics are not affected.
 */
@ConfigurationProperties("tracing.security")
record SecurityProperties(@DefaultValue("false") boolean enabled) {

}
