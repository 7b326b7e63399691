package io.github.tracingstarter.agent;

/**
 * Thrown if an application cannot be traced. The message says why, as the end of a
 * sentence.
 */
final class UntraceableException extends Exception {

	private static final long serialVersionUID = 1L;

	UntraceableException(String reason) {
		super(reason, null, false, false);
	}

}
