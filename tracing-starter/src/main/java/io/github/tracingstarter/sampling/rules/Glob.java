package io.github.tracingstarter.sampling.rules;

import org.jspecify.annotations.Nullable;

/**
 * A text with wildcards, {@code *} for any number of characters. It is not a regular
 * expression, so that no match takes longer than the product of the two lengths.
 */
final class Glob {

	private final String pattern;

	/** The length of the literal prefix. */
	private final int literal;

	private final boolean exact;

	private final boolean single;

	/** The texts between the stars, if all wildcards are stars. */
	private final String @Nullable [] parts;

	/**
	 * Creates a glob.
	 * @param pattern the text
	 * @param single whether a question mark matches one character
	 */
	Glob(String pattern, boolean single) {
		this.pattern = pattern;
		this.single = single;
		int literal = 0;
		while (literal < pattern.length() && !isWildcard(pattern.charAt(literal))) {
			literal++;
		}
		this.literal = literal;
		this.exact = literal == pattern.length();
		this.parts = (single && pattern.indexOf('?') >= 0) ? null : pattern.split("\\*", -1);
	}

	private boolean isWildcard(char character) {
		return character == '*' || (this.single && character == '?');
	}

	boolean matches(String text) {
		return matches(text, 0, text.length());
	}

	/**
	 * Matches a part of a text.
	 * @param text the text
	 * @param from the start of the part
	 * @param to its end
	 * @return whether all of the part matches
	 */
	boolean matches(String text, int from, int to) {
		if (this.exact) {
			return to - from == this.literal && text.startsWith(this.pattern, from);
		}
		if (to - from < this.literal || !text.regionMatches(from, this.pattern, 0, this.literal)) {
			return false;
		}
		return (this.parts != null) ? matchesParts(this.parts, text, from + this.literal, to)
				: matchesRest(text, from + this.literal, to);
	}

	/**
	 * Matches the parts after the first one, which has matched. Each is searched for
	 * after the previous one, and the last one must be at the end.
	 */
	private static boolean matchesParts(String[] parts, String text, int from, int to) {
		String last = parts[parts.length - 1];
		int end = to - last.length();
		if (end < from || !text.startsWith(last, end)) {
			return false;
		}
		int at = from;
		for (int i = 1; i < parts.length - 1; i++) {
			int found = text.indexOf(parts[i], at);
			if (found < 0 || found + parts[i].length() > end) {
				return false;
			}
			at = found + parts[i].length();
		}
		return true;
	}

	/**
	 * Matches the rest. On a mismatch, the last wildcard takes one more character.
	 */
	private boolean matchesRest(String text, int from, int to) {
		int at = from;
		int inPattern = this.literal;
		int wildcard = -1;
		int mark = from;
		while (at < to) {
			char expected = (inPattern < this.pattern.length()) ? this.pattern.charAt(inPattern) : '\0';
			if (inPattern < this.pattern.length() && expected == '*') {
				wildcard = inPattern++;
				mark = at;
			}
			else if (inPattern < this.pattern.length()
					&& (expected == text.charAt(at) || (this.single && expected == '?'))) {
				inPattern++;
				at++;
			}
			else if (wildcard >= 0) {
				inPattern = wildcard + 1;
				at = ++mark;
			}
			else {
				return false;
			}
		}
		while (inPattern < this.pattern.length() && this.pattern.charAt(inPattern) == '*') {
			inPattern++;
		}
		return inPattern == this.pattern.length();
	}

	@Override
	public String toString() {
		return this.pattern;
	}

}
