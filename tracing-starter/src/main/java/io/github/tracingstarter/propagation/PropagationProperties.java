package io.github.tracingstarter.propagation;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the headers that carry traces to other services.
 *
 * @param produce Formats in which a trace is written; all of them are used. By default,
 * those of management.tracing.propagation: w3c.
 * @param consume Formats in which a trace is read; the first one that is present is used.
 * By default, those of management.tracing.propagation: w3c, b3 and b3-multi.
 * @param trust Callers whose traces are continued: always, never, or networks such as
 * '10.0.0.0/8,fd00::/8'. A request from another caller starts a new trace with a link to
 * the caller's.
 */
@ConfigurationProperties("tracing.propagation")
record PropagationProperties(@Nullable List<String> produce, @Nullable List<String> consume,
		@DefaultValue("always") List<String> trust) {

	private static final String PRODUCE = "tracing.propagation.produce";

	private static final String CONSUME = "tracing.propagation.consume";

	PropagationProperties {
		Format.parse(PRODUCE, produce);
		Format.parse(CONSUME, consume);
	}

	/**
	 * Returns the formats to write.
	 * @return the formats, or null if the property is not set
	 */
	@Nullable List<Format> produced() {
		return Format.parse(PRODUCE, this.produce);
	}

	/**
	 * Returns the formats to read.
	 * @return the formats, or null if the property is not set
	 */
	@Nullable List<Format> consumed() {
		return Format.parse(CONSUME, this.consume);
	}

}
