package io.github.tracingstarter.instrument.jms;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of JMS.
 *
 * @param enabled whether JMS messages have spans; their metrics are there in any case
 */
@ConfigurationProperties("tracing.jms")
record JmsProperties(@DefaultValue("true") boolean enabled) {

}
