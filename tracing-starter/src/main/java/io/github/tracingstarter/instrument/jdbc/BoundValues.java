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
 * The values bound to a prepared statement, for the span of a slow or failed execution,
 * or only to ask for its plan.
 */
final class BoundValues {

	private static final String MASKED = "****";

	private static final int MAX_VALUES = 100;

	private static final int MAX_LENGTH = 200;

	/**
	 * The maximum characters and bytes of the values that are remembered for one
	 * statement.
	 */
	private static final int MAX_REMEMBERED = 4_000;

	private final Pattern maskedNames;

	private final boolean shown;

	private final List<@Nullable Object> values = new ArrayList<>();

	private boolean tooMany;

	/**
	 * Creates an instance without values.
	 * @param maskedNames the columns whose values are never on a span
	 * @param shown whether spans have values
	 */
	BoundValues(Pattern maskedNames, boolean shown) {
		this.maskedNames = maskedNames;
		this.shown = shown;
	}

	void set(int index, @Nullable Object value) {
		if (index < 1 || index > MAX_VALUES) {
			this.tooMany = true;
			return;
		}
		while (this.values.size() < index) {
			this.values.add(null);
		}
		this.values.set(index - 1, value);
	}

	void clear() {
		this.values.clear();
		this.tooMany = false;
	}

	/**
	 * Returns the current values, to be bound again.
	 * @return a copy, or null if they are too many, too long, or of types that can be
	 * bound only once
	 */
	@Nullable List<@Nullable Object> remembered() {
		int size = 0;
		for (Object value : this.values) {
			size += size(value);
			if (this.tooMany || size > MAX_REMEMBERED) {
				return null;
			}
		}
		return new ArrayList<>(this.values);
	}

	private static int size(@Nullable Object value) {
		if (value instanceof CharSequence text) {
			return text.length();
		}
		if (value instanceof byte[] bytes) {
			return bytes.length;
		}
		return (value == null || isPlain(value)) ? 8 : MAX_REMEMBERED + 1;
	}

	/**
	 * Adds the values to a span, by index from 0 as the conventions require.
	 * @param span the span
	 * @param names the columns of the values
	 */
	void describe(Span span, List<@Nullable String> names) {
		if (!this.shown) {
			return;
		}
		for (int i = 0; i < this.values.size(); i++) {
			String name = (i < names.size()) ? names.get(i) : null;
			boolean shown = name != null && !this.maskedNames.matcher(name).find();
			span.setAttribute("db.query.parameter." + i, shown ? show(this.values.get(i)) : MASKED);
		}
	}

	private static String show(@Nullable Object value) {
		// Streams and the like are not read, because that would consume them.
		if (value == null || isPlain(value)) {
			String text = String.valueOf(value);
			return (text.length() > MAX_LENGTH) ? text.substring(0, MAX_LENGTH) + "..." : text;
		}
		return value.getClass().getSimpleName();
	}

	private static boolean isPlain(Object value) {
		return value instanceof CharSequence || value instanceof Number || value instanceof Boolean
				|| value instanceof Enum || value instanceof UUID || value instanceof Date
				|| value instanceof TemporalAccessor;
	}

}
