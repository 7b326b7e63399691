package io.github.tracingstarter.instrument.faas;

import java.time.Duration;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;

/**
 * Properties of functions.
 *
 * @param enabled Whether each invocation of a function has a span, and spans, log records
 * and metrics are sent before it returns.
 * @param flushTimeout Maximum time that an invocation waits at its end until its spans,
 * log records and metrics have been sent. What is left is sent during the next
 * invocation. With 0s, an invocation does not wait.
 */
@ConfigurationProperties("tracing.faas")
record FaasProperties(@DefaultValue("true") boolean enabled, @DefaultValue("500ms") Duration flushTimeout) {

	static final String FLUSH_TIMEOUT = "tracing.faas.flush-timeout";

	FaasProperties {
		if (flushTimeout.isNegative()) {
			throw new InvalidTracingPropertyException(FLUSH_TIMEOUT, DurationStyle.SIMPLE.print(flushTimeout),
					"it is negative", "Set it to a duration such as 500ms, or to 0s not to wait.");
		}
	}

}
