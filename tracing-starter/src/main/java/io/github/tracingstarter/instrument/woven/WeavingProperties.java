package io.github.tracingstarter.instrument.woven;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of what only the agent reaches.
 *
 * @param enabled Whether the agent, where there is one, changes the methods of the JDK
 * and of libraries that no bean leads to: threads, and clients and data sources that are
 * made within methods.
 */
@ConfigurationProperties("tracing.weaving")
record WeavingProperties(@DefaultValue("true") boolean enabled) {

}
