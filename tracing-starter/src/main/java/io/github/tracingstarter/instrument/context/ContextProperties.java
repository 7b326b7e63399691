package io.github.tracingstarter.instrument.context;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of context propagation.
 *
 * @param enabled Whether '@Async' methods, asynchronous handlers and tasks of executors
 * are part of the trace that started them.
 * @param fields Whether this also applies to executors that are in fields of the
 * application's beans and are not beans themselves.
 */
@ConfigurationProperties("tracing.context")
record ContextProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean fields) {

}
