package io.github.tracingstarter.instrument.webclient;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of outgoing HTTP calls by WebClient.
 *
 * @param enabled Whether to trace calls by WebClient, and to send the headers of the
 * trace.
 */
@ConfigurationProperties("tracing.webclient")
record WebClientProperties(@DefaultValue("true") boolean enabled) {

}
