package io.github.tracingstarter.instrument.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.github.tracingstarter.redaction.BoundedText;

/**
 * The regular expressions in a path pattern, as in <code>/users/{id:[0-9]+}</code>. What
 * they are matched with comes from callers.
 */
final class PathExpressions {

	/** Of a segment that is not matched. */
	private static final int LENGTH = 200;

	/** More than twice the square of the length. */
	private static final long READS = 200_000;

	private static final String CHARACTERS = "aA0-_. ";

	private PathExpressions() {
	}

	/**
	 * Whether a request could have one of them take very long. Tries what shows it: a
	 * character again and again, and an end that does not match.
	 * @param pattern the path pattern
	 * @return true if the time grows faster than with the square of the length
	 */
	static boolean mayExplode(String pattern) {
		return find(pattern).stream().anyMatch(PathExpressions::explodes);
	}

	/**
	 * Whether one of them has a group that captures. Spring refuses those, but only when
	 * it compares a path.
	 * @param pattern the path pattern
	 * @return true for one such as <code>(a|b)</code>
	 */
	static boolean capture(String pattern) {
		return find(pattern).stream().anyMatch((expression) -> {
			try {
				return Pattern.compile(expression).matcher("").groupCount() > 0;
			}
			catch (PatternSyntaxException ex) {
				// What parses the pattern says so.
				return false;
			}
		});
	}

	/**
	 * What follows the colon within braces, which may have braces of its own.
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
			// What parses the pattern says so.
			return false;
		}
	}

}
