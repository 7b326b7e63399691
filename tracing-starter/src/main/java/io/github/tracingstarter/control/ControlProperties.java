package io.github.tracingstarter.control;

import java.nio.file.Path;
import java.time.Duration;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of changes while the application runs.
 *
 * @param writable Whether the endpoint 'tracing' of Actuator accepts changes.
 * @param file File in YAML or JSON with properties that can be changed while the
 * application runs, which is read again when it changes.
 * @param interval Interval at which the file is checked. A change takes effect when the
 * file has stayed the same for one interval.
 */
@ConfigurationProperties("tracing.control")
record ControlProperties(@DefaultValue("false") boolean writable, @Nullable Path file,
		@DefaultValue("2s") Duration interval) {

	public ControlProperties {
		if (interval.toMillis() < 10) {
			throw new InvalidTracingPropertyException("tracing.control.interval", interval, "it is below 10 ms",
					"Write a duration such as 2s.");
		}
	}

}
