package io.github.tracingstarter.comparison;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The signals that the applications can send.
 */
enum Signal {

	/** Spans, always. */
	TRACES,

	/** Log lines. */
	LOGS,

	/** Numbers of requests, calls and statements, and of the JVM. */
	METRICS;

	static Set<Signal> parse(String names) {
		Set<Signal> signals = EnumSet.of(TRACES);
		Arrays.stream(names.split(",")).map((name) -> valueOf(name.toUpperCase(Locale.ROOT))).forEach(signals::add);
		return signals;
	}

}
