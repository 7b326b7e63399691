package io.github.tracingstarter.redaction;

/**
 * A part of a text, encoded as a number, because objects would slow down the scan of a
 * text without secrets.
 */
final class Found {

	/** There is no such part. */
	static final long NOTHING = -1;

	private Found() {
	}

	static long at(int start, int end) {
		return ((long) start << 32) | end;
	}

	static int start(long found) {
		return (int) (found >>> 32);
	}

	static int end(long found) {
		return (int) found;
	}

	static boolean isDigit(char character) {
		return character >= '0' && character <= '9';
	}

	static boolean isUpperCase(char character) {
		return character >= 'A' && character <= 'Z';
	}

	static boolean isLetterOrDigit(char character) {
		return (character >= 'a' && character <= 'z') || isUpperCase(character) || isDigit(character);
	}

}
