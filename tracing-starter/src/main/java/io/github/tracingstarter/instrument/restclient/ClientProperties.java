package io.github.tracingstarter.instrument.restclient;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of outgoing HTTP calls.
 *
 * @param enabled Whether to trace calls by RestClient, RestTemplate and HTTP interface
 * clients, and to send the headers of the trace.
 * @param fields Whether to trace clients of all kinds that are in fields of the
 * application's beans and are not beans themselves.
 */
@ConfigurationProperties("tracing.client")
record ClientProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean fields) {

}
