package io.github.tracingstarter.redaction;

/**
 * A text with a limited number of reads, because some regular expressions take
 * practically forever.
 */
public final class BoundedText implements CharSequence {

	private final String text;

	private long left;

	/**
	 * Creates a bounded text.
	 * @param text the text
	 * @param reads how many characters may be read
	 */
	public BoundedText(String text, long reads) {
		this.text = text;
		this.left = reads;
	}

	@Override
	public char charAt(int index) {
		if (--this.left < 0) {
			throw ExceededException.INSTANCE;
		}
		return this.text.charAt(index);
	}

	@Override
	public int length() {
		return this.text.length();
	}

	@Override
	public CharSequence subSequence(int start, int end) {
		return this.text.subSequence(start, end);
	}

	@Override
	public String toString() {
		return this.text;
	}

	/**
	 * Thrown to end a search.
	 */
	public static final class ExceededException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private static final ExceededException INSTANCE = new ExceededException();

		private ExceededException() {
			super("A regular expression reads a text too often", null, false, false);
		}

	}

}
