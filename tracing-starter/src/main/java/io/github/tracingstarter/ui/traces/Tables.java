package io.github.tracingstarter.ui.traces;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a SQL statement. Instrumentations that parse the text of the statement
 * add them to the summary, {@code SELECT orders customers}, and others to an attribute.
 */
final class Tables {

	private static final Pattern BATCH = Pattern.compile("^BATCH (?=\\S+ )");

	private Tables() {
	}

	/**
	 * Returns the table of a statement.
	 * @param attributes the attributes of its span
	 * @return the table, or null unless there is exactly one
	 */
	static @Nullable String only(Attributes attributes) {
		String collection = attributes.get(SpanKeys.DB_COLLECTION);
		if (collection != null) {
			return collection;
		}
		String[] words = words(attributes);
		return (words.length == 2) ? words[1] : null;
	}

	/**
	 * Returns whether a statement uses a table.
	 * @param attributes the attributes of its span
	 * @param table the table, in upper or lower case
	 * @return whether it does
	 */
	static boolean contain(Attributes attributes, String table) {
		String summary = " " + Arrays.stream(words(attributes)).skip(1).collect(Collectors.joining(" ")) + " ";
		// The name of a table may contain spaces.
		return table.equalsIgnoreCase(attributes.get(SpanKeys.DB_COLLECTION))
				|| summary.toLowerCase(Locale.ROOT).contains(" " + table.toLowerCase(Locale.ROOT) + " ");
	}

	private static String[] words(Attributes attributes) {
		String summary = attributes.get(SpanKeys.DB_SUMMARY);
		return (summary != null) ? BATCH.matcher(summary).replaceFirst("").split(" ") : new String[0];
	}

}
