package io.github.tracingstarter.ui.traces;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Suggests how to load with one query the rows that are loaded with a SELECT each. The
 * association is guessed from the column in the condition, and presented as a guess.
 */
final class FetchAdvice {

	private static final Pattern WHERE = Pattern
		.compile("\\bwhere\\s+\\(?(?:[\\w\"`]+\\.)*[\"`\\[]?(\\w+)[\"`\\]]?\\s*(?:=|in\\b)", Pattern.CASE_INSENSITIVE);

	private FetchAdvice() {
	}

	static String of(String sql, @Nullable String table) {
		String what = (table != null) ? table : "these rows";
		String column = column(sql);
		String name = (table != null) ? plain(table) : "";
		if (column != null && column.endsWith("_id") && column.length() > 3 && !column.equals(singular(name) + "_id")
				&& !column.equals(name + "_id")) {
			String owner = column.substring(0, column.length() - 3);
			return "It loads %s for each %s (column %s). Load them together: %s".formatted(what, owner, column,
					ways(camelCase(withoutPrefix(name, owner)), "collection"));
		}
		if (column != null) {
			return "It loads one row of %s at a time (column %s), as a lazy reference does. Load them together: %s"
				.formatted(what, column, ways(camelCase(singular(name)), "entity"));
		}
		return "It loads %s piece by piece. Load them together: %s".formatted(what, ways("", "association"));
	}

	private static String ways(String association, String place) {
		String path = association.isEmpty() ? "…" : association;
		String guess = association.isEmpty() ? "" : " (the name '%s' is a guess)".formatted(association);
		return "@EntityGraph(attributePaths = \"%s\") on the repository method, or join fetch in its @Query%s. @BatchSize on the %s needs one query for many rows."
			.formatted(path, guess, place);
	}

	private static @Nullable String column(String sql) {
		Matcher matcher = WHERE.matcher(sql);
		return matcher.find() ? matcher.group(1).toLowerCase(Locale.ROOT) : null;
	}

	/**
	 * Returns the table without its schema and quotes.
	 */
	private static String plain(String table) {
		return table.substring(table.lastIndexOf('.') + 1).replaceAll("\\W", "").toLowerCase(Locale.ROOT);
	}

	private static String withoutPrefix(String table, String owner) {
		return table.startsWith(owner + '_') ? table.substring(owner.length() + 1) : table;
	}

	private static String singular(String name) {
		if (name.endsWith("ies")) {
			return name.substring(0, name.length() - 3) + 'y';
		}
		return (name.endsWith("s") && !name.endsWith("ss")) ? name.substring(0, name.length() - 1) : name;
	}

	private static String camelCase(String name) {
		StringBuilder result = new StringBuilder();
		for (String word : name.split("_")) {
			if (!word.isEmpty()) {
				result.append(result.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
			}
		}
		return result.toString();
	}

}
