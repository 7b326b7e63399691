package io.github.tracingstarter.instrument.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.github.tracingstarter.redaction.BoundedText;

/**
 * The regular expressions in a path pattern, as in <code>/users/{id:[0-9]+}</code>. The
 * text that they are matched against comes from callers.
 */
final class PathExpressions {

	/** The length of a segment that is not matched. */
	private static final int LENGTH = 200;

	/** The limit of characters read, more than twice the square of the length. */
	private static final long READS = 200_000;

	private static final String CHARACTERS = "aA0-_. ";

	private PathExpressions() {
	}

	/**
	 * Returns whether matching a request with one of them could take very long. Tries
	 * texts that show it: one character repeated many times, with an end that does not
	 * match.
	 * @param pattern the path pattern
	 * @return true if the time grows faster than with the square of the length
	 */
	static boolean mayExplode(String pattern) {
		return find(pattern).stream().anyMatch(PathExpressions::explodes);
	}

	/**
	 * Returns whether one of them has a capturing group. Spring rejects those, but only
	 * when it matches a path.
	 * @param pattern the path pattern
	 * @return true for one such as <code>(a|b)</code>
	 */
	static boolean capture(String pattern) {
		return find(pattern).stream().anyMatch((expression) -> {
			try {
				return Pattern.compile(expression).matcher("").groupCount() > 0;
			}
			catch (PatternSyntaxException ex) {
				// The parser of the pattern reports this.
				return false;
			}
		});
	}

	/**
	 * Returns the expressions after the colon within braces, which may contain braces
	 * themselves.
	 */
	private static List<String> find(String pattern) {
		List<String> found = new ArrayList<>();
		int depth = 0;
		int colon = -1;
		for (int i = 0; i < pattern.length(); i++) {
			switch (pattern.charAt(i)) {
				case '{' -> depth++;
				case ':' -> colon = (depth == 1 && colon < 0) ? i : colon;
				case '}' -> {
					depth--;
					if (depth == 0 && colon >= 0) {
						found.add(pattern.substring(colon + 1, i));
						colon = -1;
					}
				}
				default -> {
				}
			}
		}
		return found;
	}

	private static boolean explodes(String expression) {
		try {
			Pattern compiled = Pattern.compile(expression);
			return (CHARACTERS + expression).chars().distinct().anyMatch((character) -> {
				String text = Character.toString(character).repeat(LENGTH) + '\0';
				compiled.matcher(new BoundedText(text, READS)).matches();
				return false;
			});
		}
		catch (BoundedText.ExceededException | StackOverflowError ex) {
			return true;
		}
		catch (PatternSyntaxException ex) {
			// The parser of the pattern reports this.
			return false;
		}
	}

}
