package io.github.tracingstarter.core;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * General settings of the tracer. Every feature has a record of its own beside its code.
 *
 * @param enabled whether the application is traced at all; when false the starter adds no
 * bean, wrapper, filter or thread
 * @param debug whether each finished trace is printed to the console as a tree, and each
 * bean that was wrapped or left alone is logged at start with the reason
 */
@ConfigurationProperties("tracing")
public record TracingProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean debug) {

}
