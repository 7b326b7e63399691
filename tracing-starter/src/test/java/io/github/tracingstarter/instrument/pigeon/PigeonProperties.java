package io.github.tracingstarter.instrument.pigeon;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of Pigeon.
 *
 * @param enabled whether messages have spans
 */
@ConfigurationProperties("tracing.pigeon")
record PigeonProperties(@DefaultValue("true") boolean enabled) {

}
