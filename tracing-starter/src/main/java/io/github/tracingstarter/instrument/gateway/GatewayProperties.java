package io.github.tracingstarter.instrument.gateway;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Spring Cloud Gateway on WebFlux.
 *
 * @param enabled Whether to trace the requests that Spring Cloud Gateway forwards on
 * WebFlux, to send the headers of the trace with them, and to name requests after their
 * routes.
 */
@ConfigurationProperties("tracing.gateway")
record GatewayProperties(@DefaultValue("true") boolean enabled) {

}
