package io.github.tracingstarter.instrument.restclient;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of outgoing HTTP calls.
 *
 * @param enabled whether calls made with RestClient, RestTemplate and HTTP interface
 * clients are traced and carry the headers of the trace
 */
@ConfigurationProperties("tracing.client")
record ClientProperties(@DefaultValue("true") boolean enabled) {

}
