package io.github.tracingstarter.agent;

/**
 * Says why an application runs untraced, as the end of a sentence about it.
 */
final class UntraceableException extends Exception {

	private static final long serialVersionUID = 1L;

	UntraceableException(String reason) {
		super(reason, null, false, false);
	}

}
