package io.github.tracingstarter.sql;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The parsed text of a statement.
 *
 * @param text the text without literals and comments
 * @param summary operations and tables in the order of the text, such as
 * {@code SELECT orders customers}; empty if nothing was recognized
 * @param operation the first operation, such as {@code SELECT}
 * @param collection the table, if there is exactly one
 * @param procedure the stored procedure that is called
 * @param parameterNames the column or keyword of each placeholder, or null if the text
 * does not show it
 */
public record Sql(String text, String summary, @Nullable String operation, @Nullable String collection,
		@Nullable String procedure, List<@Nullable String> parameterNames) {

	/** The result for a statement that cannot be parsed. */
	public static final Sql UNKNOWN = new Sql("", "", null, null, null, List.of());

	/**
	 * Returns whether a statement does nothing if it finds no rows.
	 * @param summary its summary, or null
	 * @return false as well if that is not known
	 */
	public static boolean mayFindNothing(@Nullable String summary) {
		return summary != null
				&& (summary.startsWith("SELECT") || summary.startsWith("UPDATE") || summary.startsWith("DELETE"));
	}

	Sql withText(String text) {
		return new Sql(text, this.summary, this.operation, this.collection, this.procedure, this.parameterNames);
	}

}
