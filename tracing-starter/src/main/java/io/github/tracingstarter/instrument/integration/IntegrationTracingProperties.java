package io.github.tracingstarter.instrument.integration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Spring Integration.
 *
 * @param enabled Whether messages carry their trace through channels, and whether those
 * outside a trace begin one.
 */
@ConfigurationProperties("tracing.integration")
record IntegrationTracingProperties(@DefaultValue("true") boolean enabled) {

}
