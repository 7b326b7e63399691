package io.github.tracingstarter.sampling.keep;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the traces that are kept although sampling did not choose them. While one
 * of the first four is set, those traces are recorded in memory until they end.
 *
 * @param errors Whether to keep a trace whose first span in this application failed.
 * @param handledErrors Whether to keep a trace in which another span failed before the
 * first one ended, such as a call whose failure was handled.
 * @param slowerThan Keeps a trace whose first span in this application took longer: a
 * duration such as 500ms, or p99 for the slowest hundredth of the recent requests of the
 * same route.
 * @param routes Routes with a threshold of their own, such as "/orders/**=200ms", "GET
 * /users/{id}=p99" or "/checkout=always". For spans that are not requests, the name of
 * the span.
 * @param maxMemory Maximum estimated memory of the traces that wait for their end. A
 * single trace gets at most a sixteenth of it.
 * @param maxDuration Time after which a trace that has not ended is no longer recorded,
 * and for which later spans of a kept trace are still passed on.
 */
@ConfigurationProperties("tracing.sampling.keep")
record KeepProperties(@DefaultValue("false") boolean errors, @DefaultValue("false") boolean handledErrors,
		@Nullable String slowerThan, @DefaultValue List<String> routes, @DefaultValue("16MB") DataSize maxMemory,
		@DefaultValue("60s") Duration maxDuration) {

	public KeepProperties {
		settings(errors, handledErrors, slowerThan, routes, maxMemory, maxDuration);
	}

	KeepSettings settings() {
		return settings(this.errors, this.handledErrors, this.slowerThan, this.routes, this.maxMemory,
				this.maxDuration);
	}

	private static KeepSettings settings(boolean errors, boolean handledErrors, @Nullable String slowerThan,
			List<String> routes, DataSize maxMemory, Duration maxDuration) {
		return new KeepSettings(errors, handledErrors,
				Slowness.parse(KeepSettings.SLOWER_THAN, (slowerThan != null) ? slowerThan : ""), KeptRoutes.of(routes),
				maxMemory, maxDuration);
	}

}
