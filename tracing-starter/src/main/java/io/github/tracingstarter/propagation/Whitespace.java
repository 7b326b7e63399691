package io.github.tracingstarter.propagation;

/**
 * The optional whitespace of HTTP header fields: spaces and tabs, nothing else.
 */
final class Whitespace {

	private Whitespace() {
	}

	static String strip(String value) {
		int start = 0;
		int end = value.length();
		while (start < end && isWhitespace(value.charAt(start))) {
			start++;
		}
		while (end > start && isWhitespace(value.charAt(end - 1))) {
			end--;
		}
		return value.substring(start, end);
	}

	private static boolean isWhitespace(char character) {
		return character == ' ' || character == '\t';
	}

}
