package io.github.tracingstarter.ui.traces;

import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Writes times and values for the page: times in microseconds, and values without nulls.
 */
final class PageTimes {

	private PageTimes() {
	}

	/**
	 * Returns a duration, with decimals only if it has any.
	 */
	static Number of(long nanos) {
		if (nanos % 1000 == 0) {
			return nanos / 1000;
		}
		return nanos / 1000d;
	}

	/**
	 * Returns a time since the epoch.
	 */
	static long instant(long epochNanos) {
		return epochNanos / 1000;
	}

	/**
	 * Returns a duration for people.
	 */
	static String text(long nanos) {
		double millis = nanos / 1e6;
		return String.format(Locale.ROOT, (millis < 10) ? "%.1f ms" : "%.0f ms", millis);
	}

	static void putIfPresent(Map<String, Object> json, String name, @Nullable Object value) {
		if (value != null) {
			json.put(name, value);
		}
	}

}
