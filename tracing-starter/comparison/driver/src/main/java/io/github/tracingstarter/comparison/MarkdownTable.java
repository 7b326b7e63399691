package io.github.tracingstarter.comparison;

import java.util.Collections;
import java.util.Locale;

/**
 * A table for the documentation. The first columns are text, the others are figures.
 */
final class MarkdownTable {

	private final StringBuilder text = new StringBuilder();

	MarkdownTable(int textColumns, String... headings) {
		row((Object[]) headings);
		this.text.append('|')
			.append(String.join("|", Collections.nCopies(textColumns, "---")))
			.append('|')
			.append(String.join("|", Collections.nCopies(headings.length - textColumns, "---:")))
			.append("|\n");
	}

	void row(Object... cells) {
		this.text.append('|');
		for (Object cell : cells) {
			this.text.append(' ').append(cell).append(" |");
		}
		this.text.append('\n');
	}

	/** Formats a figure with some decimals. */
	static String figure(double value, int decimals) {
		return String.format(Locale.ROOT, "%,." + decimals + "f", value);
	}

	/** Formats a difference with its sign. */
	static String difference(double value, int decimals) {
		return String.format(Locale.ROOT, "%+,." + decimals + "f", value);
	}

	/** Formats the range of most differences. */
	static String range(double from, double to, int decimals) {
		return "%s to %s".formatted(difference(from, decimals), difference(to, decimals));
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
