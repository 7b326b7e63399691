package io.github.tracingstarter.instrument.context;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of context propagation.
 *
 * @param enabled Whether '@Async' methods, asynchronous handlers and tasks of executors
 * belong to the trace that started them.
 * @param fields Whether this holds for executors, too, that are in fields of the
 * application's beans and no beans themselves.
 */
@ConfigurationProperties("tracing.context")
record ContextProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean fields) {

}
