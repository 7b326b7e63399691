package io.github.tracingstarter.instrument.woven;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the objects that only the agent reaches.
 *
 * @param enabled Whether the agent, if present, changes methods of the JDK and of
 * libraries to trace objects that no bean refers to: threads, and clients and data
 * sources that are created within methods.
 */
@ConfigurationProperties("tracing.weaving")
record WeavingProperties(@DefaultValue("true") boolean enabled) {

}
