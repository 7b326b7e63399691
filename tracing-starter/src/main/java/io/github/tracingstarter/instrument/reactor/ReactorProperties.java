package io.github.tracingstarter.instrument.reactor;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the propagation of the trace in Reactor.
 *
 * @param enabled Whether the operators of Reactor run in the trace of their subscriber,
 * on any thread.
 */
@ConfigurationProperties("tracing.reactor")
record ReactorProperties(@DefaultValue("true") boolean enabled) {

}
