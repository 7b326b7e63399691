package io.github.tracingstarter.export.zipkin;

import java.time.Duration;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;

/**
 * Properties of the Zipkin exporter.
 *
 * @param endpoint URL of Zipkin's API for spans of version 2. Defaults to
 * management.tracing.export.zipkin.endpoint.
 * @param connectTimeout Maximum time to connect.
 * @param readTimeout Maximum time to wait for a response of Zipkin.
 */
@ConfigurationProperties("tracing.zipkin")
record ZipkinProperties(@Nullable String endpoint, @DefaultValue("2s") Duration connectTimeout,
		@DefaultValue("10s") Duration readTimeout) {

	public ZipkinProperties {
		positive("connect-timeout", connectTimeout);
		positive("read-timeout", readTimeout);
	}

	private static void positive(String name, Duration duration) {
		if (duration.toMillis() <= 0) {
			throw new InvalidTracingPropertyException("tracing.zipkin." + name, DurationStyle.SIMPLE.print(duration),
					"it is not above 0", "Set it to a duration such as 10s.");
		}
	}

}
