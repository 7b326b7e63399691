package io.github.tracingstarter.instrument.global;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the global OpenTelemetry.
 *
 * @param enabled Whether libraries that use the global OpenTelemetry instance get that of
 * the application, unless other code has set one.
 */
@ConfigurationProperties("tracing.global")
record GlobalProperties(@DefaultValue("true") boolean enabled) {

}
