package io.github.tracingstarter.ui.stacks;

import java.time.Duration;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the stack samples of slow requests.
 *
 * @param slowerThan Time after which the thread of a request is sampled, until the
 * request has ended; 0 for never. By default, 1s during development, and never elsewhere.
 * Needs the page, which shows the samples.
 * @param interval Time between two samples of a thread.
 */
@ConfigurationProperties("tracing.stacks")
record StacksProperties(@Nullable Duration slowerThan, @DefaultValue("20ms") Duration interval) {

	static final String SLOWER_THAN = "tracing.stacks.slower-than";

	static final String INTERVAL = "tracing.stacks.interval";

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final Duration LONGEST = Duration.ofHours(1);

	StacksProperties {
		if (slowerThan != null) {
			validate(SLOWER_THAN, slowerThan);
		}
		validate(INTERVAL, interval);
	}

	static Duration validate(String key, Duration value) {
		boolean off = key.equals(SLOWER_THAN) && value.isZero();
		if (!off && (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0)) {
			throw new InvalidTracingPropertyException(key, value, "it is not between 1 ms and an hour",
					key.equals(SLOWER_THAN) ? "Use a time such as 1s, or 0 for never." : "Use a time such as 20ms.");
		}
		return value;
	}

}
