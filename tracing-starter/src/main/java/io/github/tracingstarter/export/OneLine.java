package io.github.tracingstarter.export;

import java.util.regex.Pattern;

/**
 * Turns a text from outside into one line of bounded length, so that it cannot add lines
 * of its own to the log. Public for the packages of exporters that can be deleted.
 */
public final class OneLine {

	private static final int LONGEST = 500;

	/** Control and format characters, which break or reverse a line or are invisible. */
	private static final Pattern UNSHOWN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Z}]+");

	private static final Pattern INVISIBLE_HTML = Pattern.compile("(?is)<(head|script|style)\\b.*?</\\1\\s*>|<[^>]*>");

	private OneLine() {
	}

	/**
	 * Cleans and cuts a text.
	 * @param text any text
	 * @return the text as one line
	 */
	public static String of(String text) {
		// Also cut before, to limit the work of the pattern.
		String line = UNSHOWN.matcher(cut(text, 10 * LONGEST)).replaceAll(" ").strip();
		return (line.length() > LONGEST) ? cut(line, LONGEST - 1) + "…" : line;
	}

	/**
	 * Returns the text of a page, without its markup.
	 */
	static String ofHtml(String html) {
		return of(INVISIBLE_HTML.matcher(cut(html, 10 * LONGEST)).replaceAll(" "));
	}

	private static String cut(String text, int length) {
		if (text.length() <= length) {
			return text;
		}
		return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
	}

}
