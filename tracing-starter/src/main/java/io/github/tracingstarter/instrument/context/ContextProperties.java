package io.github.tracingstarter.instrument.context;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of context propagation.
 *
 * @param enabled Whether '@Async' methods, asynchronous handlers and tasks of executors
 * belong to the trace that started them.
 */
@ConfigurationProperties("tracing.context")
record ContextProperties(@DefaultValue("true") boolean enabled) {

}
