package io.github.tracingstarter.instrument.jdbc;

import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * The values bound to a prepared statement, for the span of an execution that was slow or
 * failed.
 */
final class BoundValues {

	private static final String MASKED = "****";

	private static final int MAX_VALUES = 100;

	private static final int MAX_LENGTH = 200;

	private final Pattern maskedNames;

	private final List<@Nullable Object> values = new ArrayList<>();

	BoundValues(Pattern maskedNames) {
		this.maskedNames = maskedNames;
	}

	void set(int index, @Nullable Object value) {
		if (index < 1 || index > MAX_VALUES) {
			return;
		}
		while (this.values.size() < index) {
			this.values.add(null);
		}
		this.values.set(index - 1, value);
	}

	void clear() {
		this.values.clear();
	}

	/**
	 * Puts the values on a span, by index from 0 as the conventions want it.
	 * @param span the span
	 * @param names the columns the values belong to
	 */
	void describe(Span span, List<@Nullable String> names) {
		for (int i = 0; i < this.values.size(); i++) {
			String name = (i < names.size()) ? names.get(i) : null;
			boolean shown = name != null && !this.maskedNames.matcher(name).find();
			span.setAttribute("db.query.parameter." + i, shown ? show(this.values.get(i)) : MASKED);
		}
	}

	private static String show(@Nullable Object value) {
		// Streams and the like are not read: that would take them from the driver.
		if (value == null || value instanceof CharSequence || value instanceof Number || value instanceof Boolean
				|| value instanceof Enum || value instanceof UUID || value instanceof Date
				|| value instanceof TemporalAccessor) {
			String text = String.valueOf(value);
			return (text.length() > MAX_LENGTH) ? text.substring(0, MAX_LENGTH) + "..." : text;
		}
		return value.getClass().getSimpleName();
	}

}
