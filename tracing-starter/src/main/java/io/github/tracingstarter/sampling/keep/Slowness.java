package io.github.tracingstarter.sampling.keep;

import java.time.Duration;
import java.util.Locale;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;

import org.springframework.boot.convert.DurationStyle;

/**
 * The duration from which a request is slow.
 *
 * @param text the duration as written in a properties file, empty for never
 * @param nanos the duration above which it is slow
 */
record Slowness(String text, long nanos) {

	/** The slowest hundredth of the recent requests of the same route. */
	private static final long P99 = -1;

	static final Slowness NEVER = new Slowness("", Long.MAX_VALUE);

	/** Always slow, however long it takes. */
	static final Slowness ALWAYS = new Slowness("always", 0);

	static Slowness parse(String key, String text) {
		String value = text.trim();
		return switch (value.toLowerCase(Locale.ROOT)) {
			case "" -> NEVER;
			case "p99" -> new Slowness("p99", P99);
			default -> new Slowness(value, nanos(key, value));
		};
	}

	private static long nanos(String key, String value) {
		Duration duration;
		try {
			duration = DurationStyle.detectAndParse(value);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidTracingPropertyException(key, value, "it is neither a duration nor p99",
					"Write a duration such as 500ms or 2s, or p99.");
		}
		if (duration.isNegative()) {
			throw new InvalidTracingPropertyException(key, value, "it is negative",
					"Write a duration such as 500ms or 2s, or p99.");
		}
		try {
			return duration.toNanos();
		}
		catch (ArithmeticException ex) {
			return Long.MAX_VALUE;
		}
	}

	boolean isNever() {
		return this.nanos == Long.MAX_VALUE;
	}

	boolean isAlways() {
		return this == ALWAYS;
	}

	boolean isPercentile() {
		return this.nanos == P99;
	}

}
