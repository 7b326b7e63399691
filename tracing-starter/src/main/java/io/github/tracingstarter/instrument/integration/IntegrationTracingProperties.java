package io.github.tracingstarter.instrument.integration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Spring Integration.
 *
 * @param enabled Whether messages carry their trace through channels, and whether
 * messages outside a trace start one.
 */
@ConfigurationProperties("tracing.integration")
record IntegrationTracingProperties(@DefaultValue("true") boolean enabled) {

}
