package io.github.tracingstarter.instrument.retry;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of retries.
 *
 * @param enabled Whether the span around a method with Spring's '@Retryable' has an event
 * for each failed attempt.
 */
@ConfigurationProperties("tracing.retry")
record RetryProperties(@DefaultValue("true") boolean enabled) {

}
