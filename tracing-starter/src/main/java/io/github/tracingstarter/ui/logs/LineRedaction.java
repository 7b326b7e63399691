package io.github.tracingstarter.ui.logs;

import java.util.function.UnaryOperator;

/**
 * Prepares the texts of a line for storage. They are cut before they are redacted, so
 * that a long line costs no more than others, and redacted before they are stored, so
 * that a search cannot guess what is hidden.
 *
 * @param messages removes secrets and values from messages
 * @param stackTraces removes them from stack traces
 */
record LineRedaction(UnaryOperator<String> messages, UnaryOperator<String> stackTraces) {

	private static final int MAX_MESSAGE = 8 * 1024;

	private static final int MAX_EXCEPTION = 16 * 1024;

	private static final int MAX_NAME = 256;

	String message(String text) {
		return this.messages.apply(cut(text, MAX_MESSAGE));
	}

	String exception(String stackTrace) {
		return this.stackTraces.apply(cut(stackTrace, MAX_EXCEPTION));
	}

	/**
	 * Prepares the name of a logger or a thread that another application sent.
	 */
	String name(String text) {
		return this.messages.apply(cut(text, MAX_NAME));
	}

	private static String cut(String text, int max) {
		if (text.length() <= max) {
			return text;
		}
		int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
		return text.substring(0, end) + '…';
	}

}
