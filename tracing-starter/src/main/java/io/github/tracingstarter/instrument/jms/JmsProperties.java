package io.github.tracingstarter.instrument.jms;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of JMS.
 *
 * @param enabled Whether to trace JMS messages. Their metrics are not affected.
 */
@ConfigurationProperties("tracing.jms")
record JmsProperties(@DefaultValue("true") boolean enabled) {

}
